package io.millrace.systemtests;

import io.millrace.runtime.snapshot.MemorySnapshotStore;
import io.millrace.runtime.snapshot.SnapshotStore;

class MemorySnapshotStoreTest extends SnapshotStoreContract {
  private final SnapshotStore store = new MemorySnapshotStore();
  private final SnapshotStore another = new MemorySnapshotStore();

  @Override
  SnapshotStore store() {
    return store;
  }

  @Override
  SnapshotStore another() {
    return another;
  }
}
