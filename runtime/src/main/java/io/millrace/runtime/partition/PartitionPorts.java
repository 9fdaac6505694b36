package io.millrace.runtime.partition;

import io.millrace.runtime.Clock;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.snapshot.SnapshotStore;
import io.millrace.runtime.state.StateBackend;
import io.millrace.runtime.transport.FrameSender;

/**
 * The outside of a partition.
 *
 * @param journal its journal, opened for the owner's term
 * @param snapshots where its snapshots are
 * @param sender carries its frames
 * @param clock its time
 * @param calls makes its asynchronous calls
 * @param state keeps its state
 */
public record PartitionPorts(
    Journal journal,
    SnapshotStore snapshots,
    FrameSender sender,
    Clock clock,
    AsyncCalls calls,
    StateBackend state) {

  /** With state in the heap. */
  public PartitionPorts(
      Journal journal, SnapshotStore snapshots, FrameSender sender, Clock clock, AsyncCalls calls) {
    this(journal, snapshots, sender, clock, calls, StateBackend.heap());
  }
}
