package io.millrace.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The names in a journal's directory. */
final class SegmentFiles {
  private static final Pattern NAME = Pattern.compile("\\d{10}");
  private static final String DELETED = ".deleted";
  private static final String END = "end";

  private SegmentFiles() {}

  static Path directory(Path journal, long number) {
    return journal.resolve(String.format("%010d", number));
  }

  /** The numbers of a journal's segments, lowest first; none if it has no directory yet. */
  static List<Long> list(Path journal) throws IOException {
    try (Stream<Path> names = Files.list(journal)) {
      return names
          .map(path -> path.getFileName().toString())
          .filter(name -> NAME.matcher(name).matches())
          .map(Long::parseLong)
          .sorted()
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /** Removes what deletions left behind. */
  static void removeLeftovers(Path journal) throws IOException {
    List<Path> leftovers;
    try (Stream<Path> names = Files.list(journal)) {
      leftovers = names.filter(path -> path.toString().endsWith(DELETED)).toList();
    }
    for (Path leftover : leftovers) {
      remove(leftover);
    }
  }

  /** Deletes a segment: at once by its name, then its bytes. */
  static void delete(Path segment) throws IOException {
    if (!Files.exists(segment)) {
      return;
    }
    Path renamed = segment.resolveSibling(segment.getFileName() + DELETED);
    Files.move(segment, renamed);
    remove(renamed);
  }

  private static void remove(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> names = Files.list(directory)) {
      files = names.toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(directory);
  }

  /** Where a segment was cut: its entries from this offset on are no part of the journal. */
  static Optional<Long> end(Path segment) throws IOException {
    return DocumentFile.read(segment.resolve(END)).map(SegmentFiles::number);
  }

  static void end(Path segment, long offset) throws IOException {
    DocumentFile.write(
        segment.resolve(END), Long.toString(offset).getBytes(StandardCharsets.US_ASCII));
  }

  private static long number(byte[] content) {
    return Long.parseLong(new String(content, StandardCharsets.US_ASCII));
  }
}
