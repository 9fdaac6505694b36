package io.millrace.cli.offline;

import io.millrace.runtime.snapshot.SnapshotId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Folds a partition's journal twice, from its beginning or the oldest snapshot, and compares states
 * and emissions.
 */
public final class Verification {
  private static final int REPORT_TURNS = 256;

  /**
   * What came of it.
   *
   * @param partition which partition
   * @param from where the folds began
   * @param until where they ended
   * @param records records that each fold handled
   * @param emitted records that the first fold emitted
   * @param digest of the state after the first fold
   * @param same whether both folds did the same
   * @param differences what differed
   */
  public record Verdict(
      int partition,
      long from,
      long until,
      long records,
      long emitted,
      String digest,
      boolean same,
      List<String> differences) {}

  private Verification() {}

  /** Verifies a partition; {@code progress} is told how many offsets are folded, of both folds. */
  public static Verdict of(OfflineData data, int partition, LongConsumer progress) {
    SnapshotId start = start(data, partition);
    long from = start == null ? 0 : start.offset();
    EmissionDigest first = new EmissionDigest();
    EmissionDigest second = new EmissionDigest();
    long end = data.journal(partition).endOffset();
    long digest;
    long records;
    try (Folding folding = new Folding(data, partition, start, end, first)) {
      fold(folding, offset -> progress.accept(offset - from));
      digest = folding.digest();
      records = folding.records();
    }
    List<String> differences = new ArrayList<>();
    try (Folding folding = new Folding(data, partition, start, end, second)) {
      fold(folding, offset -> progress.accept(end - 2 * from + offset));
      if (folding.digest() != digest) {
        differences.add("state: digests " + text(digest) + " and " + text(folding.digest()));
      }
    }
    first
        .differences(second)
        .forEach(
            (function, what) ->
                differences.add("function " + function + " " + what + " other records"));
    return new Verdict(
        partition,
        from,
        end,
        records,
        first.count(),
        text(digest),
        differences.isEmpty(),
        differences);
  }

  /** The oldest snapshot if the journal has lost its beginning; null for an empty state. */
  private static SnapshotId start(OfflineData data, int partition) {
    if (data.journal(partition).startOffset() == 0) {
      return null;
    }
    List<SnapshotId> usable = data.usableSnapshots(partition);
    return usable.isEmpty() ? null : usable.get(0);
  }

  private static void fold(Folding folding, LongConsumer progress) {
    for (int turn = 0; folding.step(); turn++) {
      if (turn % REPORT_TURNS == 0) {
        progress.accept(folding.offset());
      }
    }
  }

  /** A digest as people see it. */
  public static String text(long digest) {
    return String.format("%016x", digest);
  }
}
