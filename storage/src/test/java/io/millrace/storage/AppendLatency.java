package io.millrace.storage;

import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.journal.Journal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Measures how long an append takes at a steady rate: arguments are the directory, frames per
 * second, bytes per frame, seconds, and the bytes touched ahead. Released as it goes, like a
 * journal with snapshots.
 */
final class AppendLatency {
  private AppendLatency() {}

  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory(Path.of(args[0]), "append");
    int rate = Integer.parseInt(args[1]);
    int length = Integer.parseInt(args[2]);
    int seconds = Integer.parseInt(args[3]);
    JournalSettings settings = new JournalSettings(64 << 20, 4 << 20, Integer.parseInt(args[4]));
    byte[] frame = TestFrames.frame(0, length);
    long[] tookNs = new long[rate * seconds];
    try (DataDirectory data = DataDirectory.open(directory, settings);
        Journal journal = data.journals().open(0, 1)) {
      run(journal, frame, new long[rate * 3], rate);
      run(journal, frame, tookNs, rate);
      System.out.println("bytes kept: " + journal.sizeBytes());
    }
    Arrays.sort(tookNs);
    System.out.printf(
        "rate %,d/s, %,d bytes, touch %,d: p50 %.2f us, p99 %.2f us, p99.9 %.1f us, p99.99 %.1f us,"
            + " max %.1f us%n",
        rate,
        length,
        settings.touchAheadBytes(),
        at(tookNs, 0.5),
        at(tookNs, 0.99),
        at(tookNs, 0.999),
        at(tookNs, 0.9999),
        at(tookNs, 1));
  }

  private static double at(long[] sorted, double part) {
    return sorted[(int) Math.min(sorted.length - 1, (long) (sorted.length * part))] / 1000.0;
  }

  private static void run(Journal journal, byte[] frame, long[] tookNs, int rate) {
    long start = System.nanoTime();
    long gapNs = 1_000_000_000L / rate;
    for (int i = 0; i < tookNs.length; i++) {
      while (System.nanoTime() < start + i * gapNs) {
        Thread.onSpinWait();
      }
      FrameHeader.offset(frame, 0, journal.endOffset());
      FrameHeader.sealHeader(frame, 0);
      long before = System.nanoTime();
      if (!journal.append(frame, 0, frame.length)) {
        throw new IllegalStateException("no room: frame=" + i);
      }
      tookNs[i] = System.nanoTime() - before;
      if (i % rate == rate - 1) {
        journal.release(journal.endOffset() - 2L * rate);
      }
    }
  }
}
