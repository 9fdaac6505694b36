package io.millrace.cli;

import io.millrace.runtime.state.StateChoice;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Where state is kept. */
public final class StateOptions {
  private static final String HEAP = StateChoice.HEAP.backend();
  private static final Pattern SIZE = Pattern.compile("(\\d{1,12})([kmgKMG]?)");

  @Option(
      names = "--state",
      paramLabel = "BACKEND",
      description =
          "heap: state is kept in the heap (usual); rocksdb: on disk, may be larger than memory.")
  private String backend;

  @Option(
      names = "--state-memory",
      paramLabel = "SIZE",
      description =
          "With --state rocksdb: memory for cache and write buffers of all partitions in a"
              + " process; 256m if not given.")
  private String memory;

  /** The backend's name as given, or null. */
  String backend() {
    return backend;
  }

  /**
   * The memory as given in bytes, or null.
   *
   * @throws WrongUsageException if it is no size
   */
  Long memoryBytes() {
    if (memory == null) {
      return null;
    }
    Matcher matcher = SIZE.matcher(memory);
    if (!matcher.matches()) {
      throw new WrongUsageException(
          "size not understood: --state-memory "
              + memory
              + "; a number of bytes, or 512k, 256m, 4g");
    }
    int shift = "kmg".indexOf(matcher.group(2).toLowerCase(Locale.ROOT));
    return Long.parseLong(matcher.group(1)) << (matcher.group(2).isEmpty() ? 0 : 10 * (shift + 1));
  }

  /**
   * What is asked of this process.
   *
   * @param usual the backend if none is named
   * @throws WrongUsageException if that cannot be
   */
  public StateChoice choice(String usual) {
    String named = backend == null ? usual : backend;
    Long bytes = memoryBytes();
    if (bytes != null && named.equals(HEAP)) {
      throw new WrongUsageException("--state-memory goes with --state rocksdb");
    }
    try {
      return StateChoice.of(named, bytes);
    } catch (IllegalArgumentException e) {
      throw new WrongUsageException(e.getMessage() + " (--state, --state-memory)", e);
    }
  }

  /** What is asked of this process; the heap if nothing is. */
  StateChoice choice() {
    return choice(HEAP);
  }
}
