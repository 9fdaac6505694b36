package io.millrace.cluster.http;

import java.util.List;

/**
 * What the API asks of the coordinator about the past of applications. Called by any thread, which
 * waits. What cannot be is a {@link RefusedException}.
 */
public interface RewindControl {

  /**
   * Takes all of an application back to an epoch; returns when that is decided, so that it will be
   * carried out whoever dies.
   */
  RewindView toEpoch(String name, long epoch);

  /**
   * As {@link #toEpoch}, to the last one that all partitions had entered by then.
   *
   * @param atMs since 1970
   * @param words as it was asked for
   */
  RewindView toTime(String name, long atMs, String words);

  /** As {@link #toEpoch}, to that of a savepoint. */
  RewindView toSavepoint(String name, String savepoint);

  /** Keeps what is needed to go back to this moment. */
  SavepointView create(String name, String savepoint);

  /** The savepoints of an application, oldest first. */
  List<SavepointView> list(String name);

  /** Keeps what a savepoint needs no longer. */
  void delete(String name, String savepoint);
}
