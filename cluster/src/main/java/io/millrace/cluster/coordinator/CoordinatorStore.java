package io.millrace.cluster.coordinator;

import java.util.List;

/**
 * The port to what the coordinator keeps. What was written is there for every later coordinator
 * when the call returns, and what an earlier coordinator writes is refused once a later one has
 * begun. Any {@link RuntimeException} but {@link DeposedException} leaves it open whether something
 * was written.
 */
public interface CoordinatorStore {

  /**
   * Begins the term of a coordinator. Earlier ones are deposed from here on.
   *
   * @return the term, higher than all before
   */
  int begin();

  /** All applications, in the order of their names. After {@link #begin}. */
  List<StoredApplication> read();

  /** What is kept of workers; nothing, if nothing was written. After {@link #begin}. */
  StoredWorkers readWorkers();

  /**
   * Replaces an application.
   *
   * @throws DeposedException if a later coordinator has begun: nothing may be told of this
   */
  void write(StoredApplication application);

  /**
   * Replaces what is kept of workers.
   *
   * @throws DeposedException if a later coordinator has begun: nothing may be told of this
   */
  void write(StoredWorkers workers);

  /**
   * Forgets an application.
   *
   * @throws DeposedException if a later coordinator has begun
   */
  void delete(long application);
}
