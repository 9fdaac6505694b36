package io.millrace.storage.mirror;

import io.millrace.runtime.journal.ReadableJournal;
import io.millrace.runtime.snapshot.SnapshotException;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.runtime.snapshot.SnapshotStore;
import io.millrace.storage.mirror.MirrorManifest.Snapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Copies the snapshots of a partition into a mirror, the newest first. Used by one thread. */
final class SnapshotCopies {
  static final Comparator<SnapshotId> BY_MOMENT =
      Comparator.comparingInt(SnapshotId::generation).thenComparingLong(SnapshotId::offset);

  private final MirrorFolder folder;
  private final int term;
  private final int partition;
  private final ReadableJournal journal;
  private final SnapshotStore store;

  /** By snapshot on the owner's disk, where its journal began when it was first seen here. */
  private final Map<SnapshotId, Long> seen = new HashMap<>();

  private final Set<SnapshotId> unreadable = new HashSet<>();
  private final List<Snapshot> copied = new ArrayList<>();
  private SnapshotId current;
  private SnapshotUpload upload;

  SnapshotCopies(
      MirrorFolder folder, int term, int partition, ReadableJournal journal, SnapshotStore store) {
    this.folder = folder;
    this.term = term;
    this.partition = partition;
    this.journal = journal;
    this.store = store;
  }

  /** Takes note of the snapshots that there are; often, also while nothing can be copied. */
  void look() {
    List<SnapshotId> own = store.list(partition);
    long start = journal.startOffset();
    seen.keySet().retainAll(own);
    own.forEach(id -> seen.putIfAbsent(id, start));
  }

  /** The snapshots on the owner's disk. */
  Set<SnapshotId> own() {
    return seen.keySet();
  }

  /**
   * Copies a piece of a snapshot that a manifest does not name yet.
   *
   * @return how much was done
   */
  int copy(MirrorManifest manifest) throws IOException {
    if (upload == null) {
      current = next(manifest);
    }
    if (current == null) {
      return 0;
    }
    try {
      if (upload == null) {
        upload = new SnapshotUpload(store, current, folder, term, seen.get(current));
      }
      int read = upload.work();
      if (!upload.isComplete()) {
        return read;
      }
      copied.add(upload.finish());
    } catch (SnapshotException e) {
      unreadable.add(current); // deleted meanwhile, or damaged: others come
    }
    closeUpload();
    return 1;
  }

  private SnapshotId next(MirrorManifest manifest) {
    Set<SnapshotId> there =
        manifest.snapshots().stream().map(Snapshot::id).collect(Collectors.toSet());
    copied.forEach(one -> there.add(one.id()));
    return seen.keySet().stream()
        .filter(id -> !there.contains(id) && !unreadable.contains(id))
        .max(BY_MOMENT)
        .orElse(null);
  }

  private void closeUpload() throws IOException {
    SnapshotUpload closing = upload;
    upload = null;
    if (closing != null) {
      closing.close();
    }
  }

  /** Whether there are more than the last manifest says. */
  boolean hasMore() {
    return !copied.isEmpty();
  }

  /** With those of a manifest, oldest first. */
  List<Snapshot> with(List<Snapshot> before) {
    List<Snapshot> all = new ArrayList<>(before);
    all.addAll(copied);
    all.sort(Comparator.comparing(Snapshot::id, BY_MOMENT));
    return all;
  }

  /** The file that is being written, or null. */
  String file() {
    return upload == null ? null : upload.file();
  }

  /** A manifest names all that were copied. */
  void counted() {
    copied.clear();
  }

  /** What no manifest names does not count: it is copied again. */
  void giveUp() {
    copied.clear();
    try {
      closeUpload();
    } catch (IOException e) {
      upload = null;
    }
  }
}
