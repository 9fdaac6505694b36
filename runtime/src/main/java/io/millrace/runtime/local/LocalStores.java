package io.millrace.runtime.local;

import io.millrace.runtime.Clock;
import io.millrace.runtime.MetadataStore;
import io.millrace.runtime.journal.JournalStore;
import io.millrace.runtime.snapshot.SnapshotStore;
import io.millrace.runtime.state.StateBackend;

/**
 * Where an application keeps what it keeps.
 *
 * @param journals its journals
 * @param snapshots its snapshots
 * @param metadata its small documents
 * @param clock its time
 * @param state its keyed state
 */
public record LocalStores(
    JournalStore journals,
    SnapshotStore snapshots,
    MetadataStore metadata,
    Clock clock,
    StateBackend state) {

  /** With state in the heap. */
  public LocalStores(
      JournalStore journals, SnapshotStore snapshots, MetadataStore metadata, Clock clock) {
    this(journals, snapshots, metadata, clock, StateBackend.heap());
  }
}
