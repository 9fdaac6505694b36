package io.millrace.benchmarks;

import io.millrace.functions.connect.ReadStatus;
import io.millrace.functions.connect.Source;
import io.millrace.functions.connect.SourceOutput;
import io.millrace.functions.connect.SplitReader;
import io.millrace.functions.connect.SplitStart;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Makes sales with uniform keys, deterministic by position. With a rate it is an open loop: record
 * number {@code n} is due at a fixed moment whatever happened to the ones before, and its amount is
 * that moment ({@link System#nanoTime}).
 */
public final class SaleSource implements Source<Sale> {
  private final int splits;
  private final long keys;
  private final long records;
  private final long intervalNs;

  /**
   * A generator.
   *
   * @param splits how many splits share the work
   * @param keys how many keys there are
   * @param records records per split, {@link Long#MAX_VALUE} for ever
   * @param ratePerSecond records per second of all splits, 0 as fast as possible
   */
  public SaleSource(int splits, long keys, long records, long ratePerSecond) {
    this.splits = splits;
    this.keys = keys;
    this.records = records;
    this.intervalNs = ratePerSecond == 0 ? 0 : 1_000_000_000L * splits / ratePerSecond;
  }

  @Override
  public List<String> splits() {
    return IntStream.range(0, splits).mapToObj(Integer::toString).toList();
  }

  @Override
  public boolean bounded() {
    return records != Long.MAX_VALUE;
  }

  @Override
  public SplitReader<Sale> open(SplitStart<Sale> start) {
    long seed = Long.parseLong(start.split()) << 48;
    return new SplitReader<>() {
      private final long startNs = System.nanoTime();
      private final long first = start.position();
      private long next = first;

      @Override
      public ReadStatus read(SourceOutput<Sale> output, int limit) {
        long nowNs = intervalNs == 0 ? 0 : System.nanoTime();
        for (int i = 0; i < limit && next < records; i++) {
          long dueNs = startNs + (next - first) * intervalNs;
          if (intervalNs > 0 && dueNs > nowNs) {
            return ReadStatus.IDLE;
          }
          long number = next++;
          output.record(new Sale(keyOf(seed + number), intervalNs > 0 ? dueNs : number), next);
        }
        return next < records ? ReadStatus.MORE : ReadStatus.END;
      }

      @Override
      public double progress() {
        return bounded() ? (double) next / records : -1;
      }

      @Override
      public void close() {
        // holds nothing
      }
    };
  }

  private long keyOf(long number) {
    long mixed = number * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return Math.floorMod(mixed ^ mixed >>> 31, keys);
  }
}
