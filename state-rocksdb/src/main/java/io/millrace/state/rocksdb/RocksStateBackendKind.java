package io.millrace.state.rocksdb;

import io.millrace.runtime.state.StateBackend;
import io.millrace.runtime.state.StateBackendKind;
import io.millrace.runtime.state.StateFilesReader;
import java.nio.file.Path;

/** {@code rocksdb}: found by those who do not know this module. */
public final class RocksStateBackendKind implements StateBackendKind {

  @Override
  public String name() {
    return "rocksdb";
  }

  @Override
  public long usualMemoryBytes() {
    return RocksSettings.DEFAULT_MEMORY_BYTES;
  }

  @Override
  public long leastMemoryBytes() {
    return RocksSettings.LEAST_MEMORY_BYTES;
  }

  @Override
  public StateBackend open(Path directory, long memoryBytes, int partitions) {
    return new RocksStateBackend(new RocksSettings(directory, memoryBytes, partitions));
  }

  @Override
  public StateFilesReader reader(Path scratch) {
    return new RocksFilesReader(scratch);
  }
}
