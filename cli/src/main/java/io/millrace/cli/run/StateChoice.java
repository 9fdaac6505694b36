package io.millrace.cli.run;

import io.millrace.cli.WrongUsageException;
import io.millrace.runtime.state.StateBackend;
import io.millrace.state.rocksdb.RocksFilesReader;
import io.millrace.state.rocksdb.RocksSettings;
import io.millrace.state.rocksdb.RocksStateBackend;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an application keeps its state.
 *
 * @param kind heap or RocksDB
 * @param memoryBytes what RocksDB may use; for the heap without meaning
 */
public record StateChoice(Kind kind, long memoryBytes) {
  /** State in the heap. */
  public static final StateChoice HEAP = new StateChoice(Kind.HEAP, 0);

  private static final Pattern SIZE = Pattern.compile("(\\d{1,12})([kmgKMG]?)");

  /** The backends. */
  public enum Kind {
    HEAP,
    ROCKSDB;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What {@code --state} and {@code --state-memory} say; null for what was not given.
   *
   * @throws WrongUsageException if that is not understood
   */
  public static StateChoice of(Kind kind, String memory) {
    if (kind != Kind.ROCKSDB) {
      if (memory != null) {
        throw new WrongUsageException("--state-memory goes with --state rocksdb");
      }
      return HEAP;
    }
    long bytes = memory == null ? RocksSettings.DEFAULT_MEMORY_BYTES : bytes(memory);
    if (bytes < RocksSettings.LEAST_MEMORY_BYTES) {
      throw new WrongUsageException(
          "memory for state too small: --state-memory " + memory + "; at least 16m");
    }
    return new StateChoice(kind, bytes);
  }

  private static long bytes(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw new WrongUsageException(
          "size not understood: --state-memory " + text + "; a number of bytes, or 512k, 256m, 4g");
    }
    int shift = "kmg".indexOf(matcher.group(2).toLowerCase(Locale.ROOT));
    return Long.parseLong(matcher.group(1)) << (matcher.group(2).isEmpty() ? 0 : 10 * (shift + 1));
  }

  /**
   * Opens it.
   *
   * @param directory for its working files
   */
  public StateBackend open(Path directory, int partitions) {
    return kind == Kind.HEAP
        ? StateBackend.heap(new RocksFilesReader(directory))
        : new RocksStateBackend(new RocksSettings(directory, memoryBytes, partitions));
  }
}
