package io.millrace.benchmarks;

import io.millrace.functions.connect.ReadStatus;
import io.millrace.functions.connect.Source;
import io.millrace.functions.connect.SourceOutput;
import io.millrace.functions.connect.SplitReader;
import io.millrace.functions.connect.SplitStart;
import java.util.List;

/** First one sale for every key as fast as possible, then, once told so, sales at a rate. */
final class RecoverySource implements Source<Sale> {
  private final long keys;
  private final long intervalNs;
  private volatile long startNs;

  RecoverySource(long keys, long ratePerSecond) {
    this.keys = keys;
    this.intervalNs = 1_000_000_000L / ratePerSecond;
  }

  /** Starts the second part. */
  void goOn() {
    startNs = System.nanoTime();
  }

  @Override
  public List<String> splits() {
    return List.of("0");
  }

  @Override
  public boolean bounded() {
    return false;
  }

  @Override
  public SplitReader<Sale> open(SplitStart<Sale> start) {
    return new SplitReader<>() {
      private long next = start.position();

      @Override
      public ReadStatus read(SourceOutput<Sale> output, int limit) {
        for (int i = 0; i < limit; i++) {
          if (next >= keys && (startNs == 0 || System.nanoTime() < due(next))) {
            return ReadStatus.IDLE;
          }
          long key = next < keys ? next : Math.floorMod(next * 0x9E3779B97F4A7C15L, keys);
          next++;
          output.record(new Sale(key, next), next);
        }
        return ReadStatus.MORE;
      }

      @Override
      public void close() {
        // holds nothing
      }
    };
  }

  private long due(long number) {
    return startNs + (number - keys) * intervalNs;
  }
}
