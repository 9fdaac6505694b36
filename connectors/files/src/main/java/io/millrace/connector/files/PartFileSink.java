package io.millrace.connector.files;

import io.millrace.functions.Spans;
import io.millrace.functions.connect.Sink;
import io.millrace.functions.connect.SinkStart;
import io.millrace.functions.connect.SinkWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Writes a topic's values as lines to part files in a directory, each record exactly once: {@code
 * part-00000000.jsonl}, {@code part-00000001.jsonl} and so on. A part gets its name when it is
 * complete, in one step; whoever reads it sees nothing that is taken back, which is what {@link
 * FileSink} cannot promise. The price is that records are seen a while later. Only a rewind of the
 * application takes back parts that are complete.
 *
 * <p>A part is complete when it is large or old enough, and at an orderly stop. Until then it is
 * {@code .part-N.jsonl}, with its positions beside it; what begins with a dot belongs to the sink.
 * Parts that are complete may be moved away or deleted at any time.
 *
 * <p>Immutable. Each method returns the sink so changed.
 *
 * @param <T> the type of values
 */
public final class PartFileSink<T> implements Sink<T> {
  private static final Duration USUAL_AGE = Duration.ofMinutes(1);
  private static final long USUAL_BYTES = 128L << 20;

  private final Path directory;
  private final WriteOptions options;
  private final Duration age;
  private final long bytes;

  private PartFileSink(Path directory, WriteOptions options, Duration age, long bytes) {
    this.directory = directory;
    this.options = options;
    this.age = age;
    this.bytes = bytes;
  }

  static <T> PartFileSink<T> of(Path directory, WriteOptions options) {
    return new PartFileSink<>(directory, options, USUAL_AGE, USUAL_BYTES);
  }

  /** This sink completing a part that was begun so long ago; a minute if not set. */
  public <V> PartFileSink<V> every(Duration length) {
    return new PartFileSink<>(directory, options, Spans.notNegative("every", length), bytes);
  }

  /** This sink completing a part that has so many bytes, about; 128 MiB if not set. */
  public <V> PartFileSink<V> bytes(long size) {
    if (size < 1) {
      throw new IllegalArgumentException("size out of range: bytes=" + size + "; at least 1");
    }
    return new PartFileSink<>(directory, options, age, size);
  }

  @Override
  public SinkWriter<T> open(SinkStart<T> start) throws IOException {
    return PartFileWriter.open(directory.toAbsolutePath(), options, age, bytes, start);
  }

  @Override
  public String toString() {
    return directory + "/part-*" + options.format().ending();
  }
}
