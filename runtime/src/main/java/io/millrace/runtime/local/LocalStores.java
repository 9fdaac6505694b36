package io.millrace.runtime.local;

import io.millrace.runtime.Clock;
import io.millrace.runtime.MetadataStore;
import io.millrace.runtime.journal.JournalStore;
import io.millrace.runtime.snapshot.SnapshotStore;

/**
 * Where an application keeps what it keeps.
 *
 * @param journals its journals
 * @param snapshots its snapshots
 * @param metadata its small documents
 * @param clock its time
 */
public record LocalStores(
    JournalStore journals, SnapshotStore snapshots, MetadataStore metadata, Clock clock) {}
