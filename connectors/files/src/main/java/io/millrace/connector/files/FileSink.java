package io.millrace.connector.files;

import io.millrace.functions.connect.Sink;
import io.millrace.functions.connect.SinkStart;
import io.millrace.functions.connect.SinkWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a topic's values as lines to one file, each record exactly once.
 *
 * <p>At a commit the lines are made durable first, then {@code FILE.positions} is replaced in one
 * step: it says how long the file is and how far the partitions' journals are in it. When the sink
 * is opened, what is behind that length is cut off, and the journals are read on from those
 * positions. One file that grows is what a person can {@code tail -f}, and what a {@link
 * FileSource} can follow; part files that appear when they are complete would be seen late or be
 * many. Whoever reads along may see lines that are not committed: after a crash they are cut off
 * and the same lines are written again.
 *
 * <p>The two files belong together: move, copy or delete both. Another sink, of this process or
 * another, is refused while this one is open ({@code .FILE.lock}). Missing folders are made.
 *
 * <p>Immutable. Each method returns the sink so changed, for values of whatever type its topic has.
 *
 * @param <T> the type of values
 */
public final class FileSink<T> implements Sink<T> {
  private final Path file;
  private final WriteOptions options;

  FileSink(Path file, WriteOptions options) {
    this.file = file;
    this.options = options;
    if (Format.isGz(file.toString())) {
      throw new IllegalArgumentException(
          "sinks write no compressed files: file="
              + file
              + "; take a name without .gz and compress the file when it is complete");
    }
  }

  /** Lines that are each one JSON value; see {@link JsonValues}. */
  public static <T> FileSink<T> jsonLines(String pathOrUri) {
    return new FileSink<>(Address.parse(pathOrUri), WriteOptions.of(Format.JSON));
  }

  /**
   * Rows of comma-separated cells (RFC 4180, newlines as {@code \n}) below a row that names the
   * columns: the components of the topic's record type, or else the fields of the first value. No
   * value is an empty cell, an empty string {@code ""}; a list, map or record is JSON.
   */
  public static <T> FileSink<T> csv(String pathOrUri) {
    return new FileSink<>(Address.parse(pathOrUri), WriteOptions.of(Format.CSV));
  }

  /** Values as their {@code toString()}; one that holds newlines becomes several lines. */
  public static <T> FileSink<T> text(String pathOrUri) {
    return new FileSink<>(Address.parse(pathOrUri), WriteOptions.of(Format.TEXT));
  }

  /** This sink with CSV cells separated by another ASCII character than a comma. */
  public <V> FileSink<V> delimiter(char delimiter) {
    return new FileSink<>(file, options.withDelimiter(delimiter));
  }

  /** This sink with these columns of CSV, in this order; other fields are left out. */
  public <V> FileSink<V> columns(String... names) {
    return new FileSink<>(file, options.withColumns(List.of(names)));
  }

  /**
   * This sink not waiting for the disk at a commit: still exactly-once if the process dies, but not
   * if the machine does.
   */
  public <V> FileSink<V> withoutSync() {
    return new FileSink<>(file, options.withoutSync());
  }

  /**
   * A sink that writes part files into the directory of this name instead: each appears under its
   * name when it is complete, and never changes again.
   */
  public <V> PartFileSink<V> parts() {
    return PartFileSink.of(file, options);
  }

  @Override
  public SinkWriter<T> open(SinkStart<T> start) throws IOException {
    return FileSinkWriter.open(file.toAbsolutePath(), options, start);
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
