package io.millrace.systemtests.state;

import io.millrace.runtime.state.StateBackend;
import io.millrace.state.rocksdb.RocksFilesReader;
import io.millrace.state.rocksdb.RocksSettings;
import io.millrace.state.rocksdb.RocksStateBackend;
import java.nio.file.Path;

class HeapStateBackendTest extends StateBackendContract {
  @Override
  StateBackend create(Path directory) {
    return StateBackend.heap(new RocksFilesReader(directory));
  }

  @Override
  StateBackend other(Path directory) {
    return new RocksStateBackend(new RocksSettings(directory, 16 << 20, 16));
  }
}
