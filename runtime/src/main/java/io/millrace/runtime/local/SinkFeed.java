package io.millrace.runtime.local;

import io.millrace.functions.connect.NoRoomException;
import io.millrace.functions.connect.SinkPosition;
import java.util.List;

/** Where a sink's records come from, in places with positions of their own. Used by its thread. */
public interface SinkFeed {

  /** Takes the records of a feed. */
  @FunctionalInterface
  interface Target {
    /**
     * Takes a record.
     *
     * @throws NoRoomException if it was not taken; it comes again
     */
    void write(int place, long position, Object value, long eventTimeMs) throws NoRoomException;
  }

  /**
   * Goes on where the sink is; before the first {@link #read}.
   *
   * @param positions one per place
   * @throws IllegalStateException if the feed no longer has what comes next, or never had it
   */
  void begin(List<SinkPosition> positions);

  /** Hands over some records; returns how much was done, 0 if there was nothing. */
  int read(Target target) throws NoRoomException;

  /**
   * Where it stands: all before was handed over. Only if the last {@link #read} took no refusal.
   */
  List<SinkPosition> positions();

  /** Entries of a partition's journal below this are not wanted any more; for any thread. */
  long journalFloor(List<SinkPosition> committed, int partition);

  /** How much waits in the place where most does. */
  long lag();

  /** Whether nothing waits. */
  boolean isCaughtUp();

  /** Closes it. */
  void close();
}
