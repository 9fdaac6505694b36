package io.millrace.storage.mirror;

import io.millrace.runtime.rewind.EpochSearch.Mark;
import io.millrace.runtime.rewind.Lineage;
import io.millrace.storage.mirror.MirrorManifest.Segment;
import io.millrace.storage.mirror.MirrorManifest.Snapshot;
import java.util.ArrayList;
import java.util.List;

/** To which epochs a partition can go back with what a mirror holds of it. Immutable, pure. */
public final class MirroredPartition {
  private final MirrorManifest manifest;
  private final Lineage lineage;
  private final int codeVersion;
  private final long end;
  private final List<Mark> marks;

  /**
   * What can be done with a manifest.
   *
   * @param manifest what is there
   * @param lineage what became of the application's journals since that was written
   * @param codeVersion of the code that is to go on
   */
  public MirroredPartition(MirrorManifest manifest, Lineage lineage, int codeVersion) {
    this.manifest = manifest;
    this.lineage = lineage;
    this.codeVersion = codeVersion;
    end = Math.min(manifest.end(), lineage.cut(manifest.partition(), manifest.generation()));
    marks = manifest.marks().stream().filter(mark -> mark.offset() < end).toList();
  }

  MirrorManifest manifest() {
    return manifest;
  }

  /** Entries from here on do not count: they are not there, or a rewind has made them worthless. */
  public long end() {
    return end;
  }

  /** The EPOCH entries that count, in order. */
  public List<Mark> marks() {
    return marks;
  }

  /** The newest epoch that is entered here, or -1. */
  public long latest() {
    return marks.isEmpty() ? -1 : marks.get(marks.size() - 1).epoch();
  }

  /**
   * Where the journal is cut to go back to an epoch; -1 if it has not been entered, or is so old
   * that it is not known where.
   */
  public long cut(long epoch) {
    if (epoch < manifest.firstEpoch()) {
      return -1;
    }
    for (Mark mark : marks) {
      if (mark.epoch() >= epoch) {
        return mark.epoch() == epoch ? mark.offset() + 1 : mark.offset();
      }
    }
    return -1;
  }

  /** Whether all that going back to an epoch needs is here. */
  public boolean reaches(long epoch) {
    long cut = cut(epoch);
    return cut >= 0 && (isFromStart(cut) || !bases(epoch, cut).isEmpty());
  }

  /**
   * From this epoch on, {@link #reaches} holds for all up to the latest; {@link Long#MAX_VALUE} if
   * it holds for none.
   */
  public long earliest() {
    long behind = -1;
    if (!isFromStart(end)) {
      List<Snapshot> bases = bases(Long.MAX_VALUE, end);
      if (bases.isEmpty()) {
        return Long.MAX_VALUE;
      }
      behind = bases.get(bases.size() - 1).id().epoch();
    }
    for (Mark mark : marks) {
      if (mark.epoch() > behind) {
        return mark.epoch();
      }
    }
    return Long.MAX_VALUE;
  }

  /** Whether the present code can fold all, from the first entry on. */
  boolean isFromStart(long cut) {
    return codeVersion <= 1 && runStart(cut) == 0;
  }

  /** Snapshots from which the journal can be folded up to a cut at an epoch, newest first. */
  List<Snapshot> bases(long epoch, long cut) {
    long start = runStart(cut);
    List<Snapshot> bases = new ArrayList<>();
    List<Snapshot> all = manifest.snapshots();
    for (int i = all.size() - 1; i >= 0; i--) {
      Snapshot one = all.get(i);
      if (one.id().epoch() >= epoch || one.id().offset() > cut || !lineage.isKept(one.id())) {
        continue;
      }
      boolean own = one.id().codeVersion() == codeVersion;
      if (one.id().offset() >= start && (own || one.last())) {
        bases.add(one);
      }
      if (!own) {
        break; // only the code that folded an entry folds it again
      }
    }
    return bases;
  }

  /** Where the entries begin that stand without a gap before an offset; the offset if none does. */
  long runStart(long offset) {
    long start = offset;
    List<Segment> all = manifest.segments();
    for (int i = all.size() - 1; i >= 0; i--) {
      Segment segment = all.get(i);
      if (segment.start() < start) {
        if (segment.end() < start) {
          break;
        }
        start = segment.start();
      }
    }
    return start;
  }
}
