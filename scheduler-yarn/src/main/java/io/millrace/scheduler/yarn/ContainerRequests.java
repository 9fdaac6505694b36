package io.millrace.scheduler.yarn;

import io.millrace.cluster.scheduler.WorkerSpec;

/**
 * What {@link WorkerContainers} asks of YARN. None waits: what becomes of it is told by the methods
 * of {@link WorkerContainers} that begin with {@code on}.
 */
interface ContainerRequests {

  /**
   * Asks for a container for the worker of this number.
   *
   * @param host where it is to be if that can be, or null
   */
  void ask(int number, WorkerSpec spec, String host);

  /** Does not want it any more; it may come all the same. */
  void withdraw(int number);

  /** Starts the worker's process in its container. */
  void start(int number, Grant grant, long incarnation, WorkerSpec spec);

  /** Gives a container back: ends what runs in it, as far as its node can be reached. */
  void giveBack(Grant grant);
}
