package io.millrace.benchmarks;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalReader;
import io.millrace.storage.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One frame appended to a journal on disk, and one read back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
public class JournalBenchmark {
  /** Bytes of the frame, header included. */
  @Param({"200", "16384"})
  private int bytes;

  private Path directory;
  private DataDirectory data;
  private Journal journal;
  private JournalReader reader;
  private byte[] frame;
  private final ByteOutput read = new ByteOutput(1 << 16);

  /** A fresh journal for each iteration. */
  @Setup(Level.Iteration)
  public void open() throws IOException {
    Path below = Files.createDirectories(Path.of("target"));
    directory = Files.createTempDirectory(below, "bench-");
    data = DataDirectory.open(directory);
    journal = data.journals().open(0, 1);
    frame = new byte[bytes];
    FrameHeader.init(frame, 0, FrameType.TICK);
    FrameHeader.length(frame, 0, bytes);
    FrameHeader.seal(frame, 0);
    append();
    reader = journal.reader(0);
  }

  /** Fills in the offset, renews the header's checksum, appends. */
  @Benchmark
  public boolean append() {
    FrameHeader.offset(frame, 0, journal.endOffset());
    FrameHeader.sealHeader(frame, 0);
    boolean appended = journal.append(frame, 0, bytes);
    if (journal.endOffset() % 1024 == 0) {
      journal.release(journal.endOffset());
    }
    return appended;
  }

  /** Appends one and reads one. */
  @Benchmark
  public boolean appendAndRead() {
    append();
    return reader.read(read);
  }

  /** Deletes the journal. */
  @TearDown(Level.Iteration)
  public void close() throws IOException {
    reader.close();
    journal.close();
    data.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
