package io.millrace.connector.files;

import io.millrace.functions.StreamRecord;
import io.millrace.functions.connect.Sink;
import io.millrace.functions.connect.SinkPosition;
import io.millrace.functions.connect.SinkStart;
import io.millrace.functions.connect.SinkWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Prints a topic's values as lines, on standard output if no other stream is given. What was
 * printed cannot be taken back: lines after the last commit before a crash are printed again (at
 * least once).
 *
 * <p>Immutable.
 *
 * @param <T> the type of values
 */
public final class StdoutSink<T> implements Sink<T> {
  private final WriteOptions options;
  private final PrintStream stream;

  StdoutSink(WriteOptions options, PrintStream stream) {
    this.options = options;
    this.stream = stream;
  }

  /** Lines that are each one JSON value; see {@link JsonValues}. */
  public static <T> StdoutSink<T> jsonLines() {
    return new StdoutSink<>(WriteOptions.of(Format.JSON), null);
  }

  /** Values as their {@code toString()}. */
  public static <T> StdoutSink<T> text() {
    return new StdoutSink<>(WriteOptions.of(Format.TEXT), null);
  }

  /** This sink printing to another stream, which is not closed. */
  public <V> StdoutSink<V> to(PrintStream other) {
    return new StdoutSink<>(options, Objects.requireNonNull(other));
  }

  @Override
  public SinkWriter<T> open(SinkStart<T> start) {
    PrintStream target = stream != null ? stream : System.out;
    return new Writer<>(target, LineWriter.of(options, start.topic(), null));
  }

  @Override
  public String toString() {
    return "stdout";
  }

  private static final class Writer<T> implements SinkWriter<T> {
    private static final int FLUSH_BYTES = 64 << 10;
    private final PrintStream stream;
    private final LineWriter<T> writer;
    private final LineBuffer buffer = new LineBuffer();

    Writer(PrintStream stream, LineWriter<T> writer) {
      this.stream = stream;
      this.writer = writer;
    }

    @Override
    public Optional<List<SinkPosition>> committed() {
      return Optional.empty();
    }

    @Override
    public void write(int partition, long offset, StreamRecord<T> record) throws IOException {
      int before = buffer.size();
      try {
        writer.write(record.value(), buffer);
      } catch (IOException | RuntimeException e) {
        buffer.cutTo(before);
        throw e;
      }
      if (buffer.size() >= FLUSH_BYTES) {
        flush();
      }
    }

    @Override
    public void commit(List<SinkPosition> positions) throws IOException {
      flush();
    }

    @Override
    public void flush() throws IOException {
      stream.write(buffer.bytes(), 0, buffer.size());
      buffer.cutTo(0);
      if (stream.checkError()) { // flushes too
        throw new IOException("output cannot be printed: stream=stdout; whoever read it has gone");
      }
    }

    @Override
    public void close() {}
  }
}
