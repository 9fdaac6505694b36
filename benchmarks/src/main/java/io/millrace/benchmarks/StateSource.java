package io.millrace.benchmarks;

import io.millrace.functions.connect.ReadStatus;
import io.millrace.functions.connect.Source;
import io.millrace.functions.connect.SourceOutput;
import io.millrace.functions.connect.SplitReader;
import io.millrace.functions.connect.SplitStart;
import java.util.List;
import java.util.stream.IntStream;

/**
 * First one sale for every key, in an order without order, as fast as possible; then, once told so,
 * sales of keys drawn uniformly or by Zipf's law. Deterministic by position.
 */
final class StateSource implements Source<Sale> {
  private static final long PRIME = 2_654_435_761L;

  private final int splits;
  private final long keys;
  private final Zipf zipf;
  private volatile boolean drawing;

  /**
   * A generator.
   *
   * @param zipf draws keys; null for uniform ones
   */
  StateSource(int splits, long keys, Zipf zipf) {
    this.splits = splits;
    this.keys = keys;
    this.zipf = zipf;
  }

  /** Starts the second part. */
  void goOn() {
    drawing = true;
  }

  @Override
  public List<String> splits() {
    return IntStream.range(0, splits).mapToObj(Integer::toString).toList();
  }

  @Override
  public boolean bounded() {
    return false;
  }

  @Override
  public SplitReader<Sale> open(SplitStart<Sale> start) {
    int split = Integer.parseInt(start.split());
    long first = keys * split / splits;
    long share = keys * (split + 1) / splits - first;
    return new SplitReader<>() {
      private long next = start.position();

      @Override
      public ReadStatus read(SourceOutput<Sale> output, int limit) {
        for (int i = 0; i < limit; i++) {
          if (next >= share && !drawing) {
            return ReadStatus.IDLE;
          }
          long rank = next < share ? first + next : draw(((long) split << 48) + next);
          next++;
          output.record(new Sale(scatter(rank), next), next);
        }
        return ReadStatus.MORE;
      }

      @Override
      public double progress() {
        return -1;
      }

      @Override
      public void close() {
        // holds nothing
      }
    };
  }

  /** One to one as long as the prime does not divide the number of keys. */
  private long scatter(long rank) {
    return Math.floorMod(rank * PRIME, keys);
  }

  private long draw(long number) {
    long mixed = number * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    mixed ^= mixed >>> 31;
    return zipf == null ? Math.floorMod(mixed, keys) : zipf.rank((mixed >>> 11) * 0x1.0p-53);
  }
}
