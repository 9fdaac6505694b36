package io.millrace.benchmarks.cluster;

import io.millrace.functions.StreamRecord;
import io.millrace.functions.connect.Sink;
import io.millrace.functions.connect.SinkPosition;
import io.millrace.functions.connect.SinkStart;
import io.millrace.functions.connect.SinkWriter;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * Writes down when each probe arrived, into a file of its own per start of the sink: entries of
 * {@link Trace#ENTRY} bytes. The engine keeps its positions, so a probe may be written twice after
 * a crash, with the same partition and offset.
 */
final class TraceSink implements Sink<Probe> {
  private static final int BUFFER = 1 << 16;

  private final Path directory;

  TraceSink(Path directory) {
    this.directory = directory;
  }

  @Override
  public SinkWriter<Probe> open(SinkStart<Probe> start) throws IOException {
    Path file = directory.resolve(String.format("%020d" + Trace.SUFFIX, System.nanoTime()));
    DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), BUFFER));
    return new SinkWriter<>() {
      @Override
      public Optional<List<SinkPosition>> committed() {
        return Optional.empty();
      }

      @Override
      public void write(int partition, long offset, StreamRecord<Probe> record) throws IOException {
        out.writeLong(System.nanoTime());
        out.writeLong(record.value().number());
        out.writeLong(offset);
        out.writeInt(partition);
      }

      @Override
      public void commit(List<SinkPosition> positions) throws IOException {
        out.flush();
      }

      @Override
      public void close() throws IOException {
        out.close();
      }
    };
  }
}
