package io.millrace.cli;

import io.millrace.cli.run.StateChoice;
import picocli.CommandLine.Option;

/** Where state is kept. */
final class StateOptions {
  @Option(
      names = "--state",
      paramLabel = "BACKEND",
      description =
          "heap: state is kept in the heap (default); rocksdb: on disk, may be larger than memory.")
  private StateChoice.Kind kind;

  @Option(
      names = "--state-memory",
      paramLabel = "SIZE",
      description =
          "With --state rocksdb: memory for cache and write buffers of all partitions; 256m if not"
              + " given.")
  private String memory;

  StateChoice choice() {
    return StateChoice.of(kind, memory);
  }
}
