package io.millrace.cli.offline;

import io.millrace.runtime.snapshot.IncomingSnapshot;
import io.millrace.runtime.snapshot.OutgoingSnapshot;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.runtime.snapshot.SnapshotInput;
import io.millrace.runtime.snapshot.SnapshotOutput;
import io.millrace.runtime.snapshot.SnapshotStore;
import java.util.List;

/**
 * One snapshot of a store, or none.
 *
 * @param store where it is
 * @param chosen which; null for none
 */
record SnapshotView(SnapshotStore store, SnapshotId chosen) implements SnapshotStore {

  @Override
  public SnapshotOutput begin(SnapshotId id) {
    throw new IllegalStateException("snapshots are not written offline: " + id);
  }

  @Override
  public List<SnapshotId> list(int partition) {
    return chosen == null || chosen.partition() != partition ? List.of() : List.of(chosen);
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
    throw new IllegalStateException("snapshots are not written offline: " + id);
  }

  @Override
  public void delete(SnapshotId id) {
    // deletes nothing
  }
}
