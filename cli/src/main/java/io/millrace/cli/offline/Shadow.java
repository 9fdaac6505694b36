package io.millrace.cli.offline;

import io.millrace.cli.CommandFailedException;
import io.millrace.cli.offline.EmissionComparison.Side;
import io.millrace.runtime.plan.ApplicationMetadata;
import io.millrace.runtime.snapshot.SnapshotId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Folds a partition's journal with the code that folded it and with new code, side by side, and has
 * what both emit compared.
 */
public final class Shadow {
  /**
   * What came of a partition.
   *
   * @param from where the folds began
   * @param until where they ended
   * @param records records that the old code folded
   * @param failure why the new code could not fold all of it, or null
   */
  public record Verdict(int partition, long from, long until, long records, String failure) {}

  private final OfflineData before;
  private final OfflineData after;
  private final EmissionComparison comparison;

  /**
   * A shadow.
   *
   * @param before the data, with the code that runs
   * @param after the same data, with the new code
   */
  public Shadow(OfflineData before, OfflineData after, EmissionComparison comparison) {
    this.before = before;
    this.after = after;
    this.comparison = comparison;
  }

  /**
   * Folds a partition twice.
   *
   * @param newest whether to begin with the newest snapshot, not the oldest
   * @param progress is told how far both are
   * @throws CommandFailedException if nothing here was folded by the old code alone
   */
  public Verdict of(int partition, boolean newest, LongConsumer progress) {
    SnapshotId start = start(partition, newest);
    long end = before.journal(partition).endOffset();
    String failure = null;
    try (Folding old = new Folding(before, partition, start, end, comparison.ear(Side.OLD));
        Folding fresh = new Folding(after, partition, start, end, comparison.ear(Side.NEW))) {
      while (old.step()) {
        // as far as each other, so that few emissions wait for their counterparts
        failure = failure == null ? follow(fresh, old.offset()) : failure;
        progress.accept(old.offset());
      }
      long from = start == null ? before.journal(partition).startOffset() : start.offset();
      return new Verdict(partition, from, end, old.records(), failure);
    }
  }

  /** New code may fail where the old one did not: that is a difference, too. */
  private static String follow(Folding fresh, long offset) {
    try {
      while (fresh.offset() < offset && fresh.step()) {
        // up to there
      }
      return null;
    } catch (CommandFailedException e) {
      throw e;
    } catch (RuntimeException e) {
      return e.getMessage();
    }
  }

  /** Only the code that folded an entry folds it as it was: other code's are left out. */
  private SnapshotId start(int partition, boolean newest) {
    ApplicationMetadata known = before.metadata();
    List<SnapshotId> starts = new ArrayList<>(before.usableSnapshots(partition));
    if (before.journal(partition).startOffset() == 0) {
      starts.add(0, null);
    }
    long end = before.journal(partition).endOffset();
    List<SnapshotId> own =
        starts.stream()
            .filter(at -> before.othersRecords(partition, at, end, known.codeVersion()) == 0)
            .toList();
    if (own.isEmpty()) {
      throw new CommandFailedException(
          "nothing to begin with: partition="
              + partition
              + "; no snapshot is left behind which only the present code folded; try again in a"
              + " moment");
    }
    return newest ? own.get(own.size() - 1) : own.get(0);
  }
}
