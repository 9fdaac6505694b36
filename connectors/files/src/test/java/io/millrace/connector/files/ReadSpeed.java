package io.millrace.connector.files;

import io.millrace.functions.StreamRecord;
import io.millrace.functions.Topic;
import io.millrace.functions.connect.ReadStatus;
import io.millrace.functions.connect.SinkPosition;
import io.millrace.functions.connect.SinkStart;
import io.millrace.functions.connect.SinkWriter;
import io.millrace.functions.connect.Source;
import io.millrace.functions.connect.SourceOutput;
import io.millrace.functions.connect.SplitReader;
import io.millrace.functions.connect.SplitStart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Prints how many lines per second one thread writes and reads; no test, run it by hand. */
public final class ReadSpeed {
  record Claim(String userId, String device, String kind, long at, double amount) {}

  private static final Topic<Claim> CLAIMS = Topic.of("claims", Claim.class);
  private static final int LINES = 1_000_000;

  private ReadSpeed() {}

  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("read-speed");
    for (String name : new String[] {"claims.jsonl", "claims.csv"}) {
      Path file = folder.resolve(name);
      Format format = Format.ofFile(name);
      long begun = System.nanoTime();
      write(new FileSink<Claim>(file, WriteOptions.of(format)));
      print("write " + name, begun);
      for (int round = 0; round < 5; round++) {
        begun = System.nanoTime();
        read(new FileSource<Claim>(file, ReadOptions.of(format), false), name);
        print("read " + name + " " + Files.size(file) / LINES + " bytes/line", begun);
      }
      Files.delete(file);
    }
  }

  private static void write(FileSink<Claim> sink) throws Exception {
    try (SinkWriter<Claim> writer = sink.open(new SinkStart<>("claims", CLAIMS, 1))) {
      for (int i = 0; i < LINES; i++) {
        Claim claim = new Claim("user-" + i % 5000, "device-" + i % 777, "claim", i, i % 100 + 0.5);
        writer.write(0, i, new StreamRecord<>(CLAIMS, claim, 0));
      }
      writer.commit(List.of(new SinkPosition(0, LINES)));
    }
  }

  private static void read(Source<Claim> source, String split) throws Exception {
    Counter counter = new Counter();
    try (SplitReader<Claim> reader = source.open(new SplitStart<>(CLAIMS, split, 0))) {
      while (reader.read(counter, 1000) != ReadStatus.END) {}
    }
    if (counter.lines != LINES) {
      throw new IllegalStateException("lines=" + counter.lines);
    }
  }

  private static void print(String what, long begun) {
    System.out.printf("%s: %.0f k lines/s%n", what, LINES * 1e6 / (System.nanoTime() - begun));
  }

  private static final class Counter implements SourceOutput<Claim> {
    private int lines;

    @Override
    public void record(Claim value, long nextPosition) {
      lines++;
    }

    @Override
    public void malformed(long nextPosition, String where, String text, String problem) {
      throw new IllegalStateException(where + ": " + problem);
    }
  }
}
