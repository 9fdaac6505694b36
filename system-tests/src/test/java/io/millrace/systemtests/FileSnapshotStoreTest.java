package io.millrace.systemtests;

import io.millrace.runtime.snapshot.SnapshotStore;
import io.millrace.storage.DataDirectory;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class FileSnapshotStoreTest extends SnapshotStoreContract {
  @TempDir Path directory;
  private DataDirectory data;

  @Override
  SnapshotStore store() {
    if (data == null) {
      data = DataDirectory.open(directory);
    }
    return data.snapshots();
  }

  @AfterEach
  void close() {
    if (data != null) {
      data.close();
    }
  }
}
