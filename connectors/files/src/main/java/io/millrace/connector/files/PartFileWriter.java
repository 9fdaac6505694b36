package io.millrace.connector.files;

import io.millrace.functions.Spans;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.connect.SinkPosition;
import io.millrace.functions.connect.SinkStart;
import io.millrace.functions.connect.SinkWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes one part after the other, each by a {@link FileSinkWriter}.
 *
 * <p>What is committed is said by the positions with the highest number. Writing those of the next
 * part, still empty, is therefore the one step that completes a part; giving it its name is done
 * after that, or by the next opening.
 */
final class PartFileWriter<T> implements SinkWriter<T> {
  private final Path directory;
  private final WriteOptions options;
  private final Duration age;
  private final long bytes;
  private final SinkStart<T> start;
  private final FileChannel lock;
  private long number;
  private FileSinkWriter<T> part;
  private long begunNs = System.nanoTime();

  private PartFileWriter(
      Path directory,
      WriteOptions options,
      Duration age,
      long bytes,
      SinkStart<T> start,
      FileChannel lock,
      long number,
      FileSinkWriter<T> part) {
    this.directory = directory;
    this.options = options;
    this.age = age;
    this.bytes = bytes;
    this.start = start;
    this.lock = lock;
    this.number = number;
    this.part = part;
  }

  static <T> PartFileWriter<T> open(
      Path directory, WriteOptions options, Duration age, long bytes, SinkStart<T> start)
      throws IOException {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new IOException(
          "part files need a directory: path=" + directory + " is a file; choose another name");
    }
    Files.createDirectories(directory);
    FileChannel lock = FileSinkWriter.lock(directory.resolve("parts"));
    try {
      long number = recover(directory, options.format());
      Path file = hidden(directory, number, options.format());
      FileSinkWriter<T> part = FileSinkWriter.open(file, options, start, null);
      return new PartFileWriter<>(directory, options, age, bytes, start, lock, number, part);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static Path hidden(Path directory, long number, Format format) {
    return directory.resolve("." + name(number, format));
  }

  private static String name(long number, Format format) {
    return String.format(Locale.ROOT, "part-%08d%s", number, format.ending());
  }

  /** Completes what a crash interrupted; returns the number of the part that is being written. */
  private static long recover(Path directory, Format format) throws IOException {
    NavigableMap<Long, Path> hidden =
        find(directory, "\\.part-([0-9]+)" + Pattern.quote(format.ending()));
    NavigableMap<Long, Path> positions =
        find(directory, "\\.part-([0-9]+)" + Pattern.quote(format.ending()) + "\\.positions");
    if (positions.isEmpty()) {
      Optional<Path> foreign = foreign(directory);
      if (foreign.isPresent()) {
        throw new IOException(
            "parts are not this sink's: directory="
                + directory
                + " holds "
                + foreign.get().getFileName()
                + " and no positions; move the parts away or take another directory");
      }
      return 0;
    }
    long current = positions.lastKey();
    for (long before : hidden.headMap(current).keySet()) {
      publish(directory, before, format);
    }
    for (Path old : positions.headMap(current).values()) {
      Files.delete(old);
    }
    return current;
  }

  /** What is no part of this sink: all but what a crash before its first positions leaves. */
  private static Optional<Path> foreign(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        String name = file.getFileName().toString();
        boolean begun = name.matches("\\.part-[0-9]+\\.[^.]+") && Files.size(file) > 0;
        if (begun || name.matches("part-[0-9]+\\..*|\\.part-[0-9]+\\.[^.]+\\.positions")) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }

  private static NavigableMap<Long, Path> find(Path directory, String pattern) throws IOException {
    NavigableMap<Long, Path> found = new TreeMap<>();
    Pattern compiled = Pattern.compile(pattern);
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Matcher matcher = compiled.matcher(file.getFileName().toString());
        if (matcher.matches()) {
          found.put(Long.parseLong(matcher.group(1)), file);
        }
      }
    }
    return found;
  }

  private static void publish(Path directory, long number, Format format) throws IOException {
    Path file = hidden(directory, number, format);
    if (Files.size(file) == 0) {
      Files.delete(file);
      return;
    }
    Path target = directory.resolve(name(number, format));
    if (Files.exists(target)) {
      throw new IOException(
          "part is there already: file=" + target + "; it is not this sink's: move it away");
    }
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public Optional<List<SinkPosition>> committed() {
    return part.committed();
  }

  @Override
  public void write(int partition, long offset, StreamRecord<T> record) throws IOException {
    part.write(partition, offset, record);
  }

  @Override
  public void commit(List<SinkPosition> positions) throws IOException {
    part.commit(positions);
    long length = part.lastCommit().length();
    if (length == 0) {
      begunNs = System.nanoTime();
    } else if (length >= bytes || System.nanoTime() - begunNs >= Spans.nanos(age)) {
      complete();
      Path file = hidden(directory, number, options.format());
      part = FileSinkWriter.open(file, options, start, null);
      begunNs = System.nanoTime();
    }
  }

  /** Makes the part complete, of which all is committed; the next one is not opened yet. */
  private void complete() throws IOException {
    Path next = hidden(directory, number + 1, options.format());
    try {
      new CommittedPositions(0, part.lastCommit().positions())
          .write(FileSinkWriter.positionsFile(next), options.sync());
    } catch (IOException e) {
      throw FullDisk.orSame(next, e);
    }
    // From here on a failure stops the sink; the next opening does the rest.
    part.close();
    publish(directory, number, options.format());
    Files.delete(FileSinkWriter.positionsFile(hidden(directory, number, options.format())));
    number++;
  }

  @Override
  public Optional<String> mark() {
    return Optional.of(number + " " + part.lastCommit().length());
  }

  /**
   * Until the positions of the present part are deleted, all is as it was: a crash before leads
   * here again. Parts that somebody has moved away are not missed, but the one that is gone on with
   * is.
   */
  @Override
  public void goBack(String mark, List<SinkPosition> positions) throws IOException {
    long to = Long.parseLong(mark.substring(0, mark.indexOf(' ')));
    long length = Long.parseLong(mark.substring(mark.indexOf(' ') + 1));
    if (to == number) {
      part.goBack(Long.toString(length), positions);
      return;
    }
    part.close();
    Path file = hidden(directory, to, options.format());
    Path published = directory.resolve(name(to, options.format()));
    if (Files.exists(published)) {
      Files.move(published, file, StandardCopyOption.ATOMIC_MOVE);
    } else if (length > 0 && !Files.exists(file)) {
      throw new IOException(
          "part was moved away, and the application was rewound into it: file="
              + published
              + ", bytes wanted="
              + length
              + "; put it back, or move all of the directory's files away to have all written again"
              + " that the journals still hold");
    }
    new CommittedPositions(length, positions)
        .write(FileSinkWriter.positionsFile(file), options.sync());
    for (long later = to + 1; later <= number; later++) {
      Files.deleteIfExists(directory.resolve(name(later, options.format())));
      Files.deleteIfExists(hidden(directory, later, options.format()));
    }
    Files.delete(FileSinkWriter.positionsFile(hidden(directory, number, options.format())));
    number = to;
    part = FileSinkWriter.open(file, options, start, null);
    begunNs = System.nanoTime();
  }

  @Override
  public void close() throws IOException {
    try {
      if (part.lastCommit().length() > 0 && !part.isUncommitted()) {
        complete();
      } else {
        part.close();
      }
    } finally {
      lock.close();
    }
  }
}
