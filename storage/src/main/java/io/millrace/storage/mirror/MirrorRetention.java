package io.millrace.storage.mirror;

import io.millrace.runtime.rewind.EpochSearch.Mark;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.storage.mirror.MirrorManifest.Segment;
import io.millrace.storage.mirror.MirrorManifest.Snapshot;
import java.util.Collection;
import java.util.List;

/**
 * What a mirror keeps of a partition: what its owner's disk keeps, and what going back to the
 * newest epoch needs that is mirrored everywhere. Pure.
 */
final class MirrorRetention {

  private MirrorRetention() {}

  /**
   * Leaves out of a manifest what is no longer needed.
   *
   * @param own the snapshots on the owner's disk
   * @param common the newest epoch to which all partitions can go back; -1 if it is not known: then
   *     all is kept
   */
  static MirrorManifest keep(MirrorManifest manifest, Collection<SnapshotId> own, long common) {
    Snapshot base = null;
    for (Snapshot one : manifest.snapshots()) {
      base = one.id().epoch() < common ? one : base;
    }
    if (base == null) {
      return manifest;
    }
    Snapshot kept = base;
    List<Snapshot> snapshots =
        manifest.snapshots().stream()
            .filter(one -> one.equals(kept) || own.contains(one.id()))
            .toList();
    long from = snapshots.stream().mapToLong(Snapshot::journalStart).min().orElseThrow();
    int newest = manifest.segments().size() - 1;
    List<Segment> segments =
        manifest.segments().stream()
            .filter(one -> one.end() > from || one.equals(manifest.segments().get(newest)))
            .toList();
    List<Mark> marks = manifest.marks().stream().filter(mark -> mark.epoch() >= common).toList();
    return new MirrorManifest(
        manifest.application(),
        manifest.partition(),
        manifest.term(),
        manifest.generation(),
        Math.max(manifest.firstEpoch(), common),
        segments,
        snapshots,
        marks);
  }
}
