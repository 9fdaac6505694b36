package io.millrace.cluster.worker;

import io.millrace.storage.DataDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Which copies of journals were on a worker's disk when it was started. Immutable. */
final class FoundCopies {
  private static final String NUMBER = "[0-9a-f]{1,16}";

  private final Map<Long, List<Integer>> byApplication = new TreeMap<>();

  /** Looks at a directory with the data of applications, which need not be there. */
  static FoundCopies in(Path applications) {
    FoundCopies found = new FoundCopies();
    try (Stream<Path> entries = Files.list(applications)) {
      for (Path entry : entries.toList()) {
        String name = entry.getFileName().toString();
        if (name.matches(NUMBER)) {
          found.byApplication.put(
              Long.parseUnsignedLong(name, 16), DataDirectory.journalsIn(entry));
        }
      }
    } catch (NoSuchFileException e) {
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "data of applications cannot be looked at: dir=" + applications + ", error=" + e, e);
    }
    return found;
  }

  /** By application, its partitions. */
  Map<Long, List<Integer>> byApplication() {
    return byApplication;
  }
}
