package io.millrace.runtime.rewind;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.journal.ReadableJournal;
import io.millrace.runtime.snapshot.SnapshotException;
import io.millrace.runtime.snapshot.SnapshotHead;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.runtime.snapshot.SnapshotInput;
import io.millrace.runtime.snapshot.SnapshotStore;
import java.util.List;

/**
 * Finds out to which epochs a partition can go back with what is on its owner's disk: there must be
 * a snapshot of an earlier epoch that the present code can go on from, and the journal from there
 * on. Reads the disk; not for a partition's thread.
 */
public final class RewindSurvey {
  private final int partition;
  private final int term;
  private final int codeVersion;
  private final ReadableJournal journal;
  private final SnapshotStore snapshots;
  private final RewindRange allowed;
  private final EpochSearch search;

  /**
   * A survey of a partition.
   *
   * @param codeVersion of the code that runs
   * @param journal its readers give stable entries
   * @param snapshots without those that a former rewind has made worthless
   * @param allowed what is kept on purpose: what else is still there may go at any moment
   */
  public RewindSurvey(
      int partition,
      int term,
      int codeVersion,
      ReadableJournal journal,
      SnapshotStore snapshots,
      RewindRange allowed) {
    this.partition = partition;
    this.term = term;
    this.codeVersion = codeVersion;
    this.journal = journal;
    this.snapshots = snapshots;
    this.allowed = allowed;
    this.search = new EpochSearch(journal);
  }

  /** How it would go back to an epoch. */
  public RewindPoint toEpoch(long epoch) {
    return point(epoch, search.cut(epoch));
  }

  /** Which epoch was the last at a time, since 1970. */
  public RewindPoint toTime(long atMs) {
    EpochSearch.Mark last = search.lastUntil(atMs);
    return last == null ? point(-1, -1) : point(last.epoch(), search.cut(last.epoch()));
  }

  private RewindPoint point(long epoch, long cut) {
    long earliest = earliest();
    long usual = Math.max(earliest, allowed.floor());
    EpochSearch.Mark first = search.firstFrom(usual);
    EpochSearch.Mark last = search.lastUntil(Long.MAX_VALUE);
    return new RewindPoint(
        partition,
        term,
        epoch,
        isPossible(epoch, earliest) ? cut : -1,
        usual,
        first == null ? 0 : first.atMs(),
        last == null ? -1 : last.epoch(),
        last == null ? 0 : last.atMs());
  }

  private boolean isPossible(long epoch, long earliest) {
    return epoch >= earliest && (epoch >= allowed.floor() || allowed.savepoints().contains(epoch));
  }

  /**
   * The first epoch behind the oldest snapshot that can be gone on from; {@link Long#MAX_VALUE} if
   * there is none.
   */
  public long earliest() {
    if (journal.startOffset() == 0 && codeVersion <= 1) {
      return 0;
    }
    List<SnapshotId> all = snapshots.list(partition);
    long earliest = Long.MAX_VALUE;
    for (int i = all.size() - 1; i >= 0 && all.get(i).offset() >= journal.startOffset(); i--) {
      boolean own = all.get(i).codeVersion() == codeVersion;
      if (own || isLast(all.get(i))) {
        earliest = all.get(i).epoch() + 1;
      }
      if (!own) {
        break; // only the code that folded an entry folds it again
      }
    }
    return earliest;
  }

  private boolean isLast(SnapshotId id) {
    ByteOutput chunk = new ByteOutput(1 << 12);
    try (SnapshotInput input = snapshots.open(id)) {
      return input.read(chunk) && SnapshotHead.isLast(chunk);
    } catch (SnapshotException e) {
      return false; // deleted just now, or damaged
    }
  }
}
