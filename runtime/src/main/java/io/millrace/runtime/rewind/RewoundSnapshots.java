package io.millrace.runtime.rewind;

import io.millrace.runtime.snapshot.IncomingSnapshot;
import io.millrace.runtime.snapshot.OutgoingSnapshot;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.runtime.snapshot.SnapshotInput;
import io.millrace.runtime.snapshot.SnapshotOutput;
import io.millrace.runtime.snapshot.SnapshotStore;
import java.util.List;

/**
 * Snapshots without those that a rewind has made worthless: they are never shown, whether they are
 * still on the disk or not.
 */
public final class RewoundSnapshots implements SnapshotStore {
  private final SnapshotStore store;
  private final Lineage lineage;

  public RewoundSnapshots(SnapshotStore store, Lineage lineage) {
    this.store = store;
    this.lineage = lineage;
  }

  @Override
  public SnapshotOutput begin(SnapshotId id) {
    return store.begin(id);
  }

  @Override
  public List<SnapshotId> list(int partition) {
    List<SnapshotId> all = store.list(partition);
    return all.stream().allMatch(lineage::isKept)
        ? all
        : all.stream().filter(lineage::isKept).toList();
  }

  @Override
  public SnapshotInput open(SnapshotId id) {
    return store.open(id);
  }

  @Override
  public OutgoingSnapshot send(SnapshotId id) {
    return store.send(id);
  }

  @Override
  public IncomingSnapshot receive(SnapshotId id) {
    return store.receive(id);
  }

  @Override
  public void delete(SnapshotId id) {
    store.delete(id);
  }

  /** Deletes those that are never shown again. */
  public void deleteWorthless(int partition) {
    store.list(partition).stream().filter(id -> !lineage.isKept(id)).forEach(store::delete);
  }
}
