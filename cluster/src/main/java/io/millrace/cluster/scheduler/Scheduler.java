package io.millrace.cluster.scheduler;

import java.util.List;

/**
 * Gets containers, one worker in each, and keeps as many running as are wanted: what ends is
 * replaced. Called by the coordinator's thread; nothing waits. Earlier coordinators are not
 * listened to once a later one calls.
 */
public interface Scheduler extends AutoCloseable {

  /**
   * From now on so many containers are wanted. Fewer than there are: none is ended by this, and all
   * are still filled again, see {@link #release}; but if none is wanted, what ends is not replaced.
   */
  void want(WorkerSpec spec, int count);

  /**
   * This container is to be among those that are wanted, since there are partitions in it: it is
   * filled before others if it has no process. Before the first {@link #want}.
   */
  void keep(String container);

  /**
   * Ends a container, without mercy, and does not replace it. {@link SchedulerEvent.Ended} follows,
   * also if there is no process in it, or no such container.
   */
  void release(String container);

  /**
   * Ends the process in a container, without mercy; it is replaced in the same place if that can
   * be. {@link SchedulerEvent.Ended} follows, as with {@link #release}. For workers that are
   * silent.
   */
  void restart(String container);

  /**
   * What has happened since the last call, in order. The first call begins with what an earlier
   * coordinator left: {@link SchedulerEvent.Started} for each container, and {@link
   * SchedulerEvent.Ended} after it if its process has ended.
   */
  List<SchedulerEvent> poll();

  /** Lets go of all without ending it: another coordinator will take over. */
  @Override
  void close();
}
