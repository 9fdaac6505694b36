package io.millrace.benchmarks.flink;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;

/**
 * Makes the sales of one split, as our own source does: keys uniform and deterministic by position.
 * With a rate it is an open loop: record number {@code n} is due at a fixed moment whatever
 * happened to the ones before, and its amount is that moment ({@link System#nanoTime}).
 */
final class SaleReader implements SourceReader<Sale, SaleSplit> {
  /** Several records per poll: the cost of the mailbox around a poll is shared. */
  private static final int BATCH = 64;

  private final Workload workload;
  private final long intervalNs;
  private final Sale sale = new Sale();
  private int split = -1;
  private long seed;
  private long startNs;
  private long first;
  private long next;

  SaleReader(Workload workload) {
    this.workload = workload;
    this.intervalNs =
        workload.rate() == 0 ? 0 : 1_000_000_000L * workload.parallelism() / workload.rate();
  }

  @Override
  public void start() {
    // waits for its split
  }

  @Override
  public void addSplits(List<SaleSplit> splits) {
    SaleSplit given = splits.get(0);
    split = given.number();
    seed = (long) split << 48;
    first = given.position();
    next = first;
    startNs = System.nanoTime();
  }

  @Override
  public InputStatus pollNext(ReaderOutput<Sale> output) {
    if (split < 0) {
      return InputStatus.MORE_AVAILABLE;
    }
    long nowNs = intervalNs == 0 ? 0 : System.nanoTime();
    for (int i = 0; i < BATCH && next < workload.records(); i++) {
      long dueNs = startNs + (next - first) * intervalNs;
      if (intervalNs > 0 && dueNs > nowNs) {
        break;
      }
      long number = next++;
      sale.key = keyOf(seed + number, workload.keys());
      sale.amount = intervalNs > 0 ? dueNs : number;
      sale.time = sale.amount;
      output.collect(sale);
    }
    // Asks to be polled again even if nothing is due yet: whoever wants low latency does not sleep.
    return next < workload.records() ? InputStatus.MORE_AVAILABLE : InputStatus.END_OF_INPUT;
  }

  /** The key of the record of this number, as our own source draws it. */
  static long keyOf(long number, long keys) {
    long mixed = number * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return Math.floorMod(mixed ^ mixed >>> 31, keys);
  }

  @Override
  public List<SaleSplit> snapshotState(long checkpoint) {
    return split < 0 ? List.of() : List.of(new SaleSplit(split, next));
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void notifyNoMoreSplits() {
    // it has the one that it gets
  }

  @Override
  public void close() {
    // holds nothing
  }
}
