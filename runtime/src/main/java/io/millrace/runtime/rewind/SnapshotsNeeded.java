package io.millrace.runtime.rewind;

import io.millrace.runtime.snapshot.SnapshotId;
import java.util.ArrayList;
import java.util.List;

/**
 * Which snapshots of a partition are kept, and from where on its journal: the newest, and for each
 * epoch that can be rewound to one of an earlier epoch. Pure.
 *
 * @param needed those that are kept, oldest first
 * @param journalFrom entries below this offset are needed for no snapshot
 */
public record SnapshotsNeeded(List<SnapshotId> needed, long journalFrom) {

  /**
   * Chooses.
   *
   * @param all that there are, oldest first
   * @param kept how many of the newest are kept in any case; at least 1
   */
  public static SnapshotsNeeded of(List<SnapshotId> all, int kept, RewindRange range) {
    boolean[] needed = new boolean[all.size()];
    boolean fromStart = all.size() < kept;
    for (int i = Math.max(0, all.size() - kept); i < all.size(); i++) {
      needed[i] = true;
    }
    int base = lastBefore(all, range.floor());
    fromStart |= base < 0 && range.floor() < Long.MAX_VALUE;
    if (base >= 0) {
      needed[base] = true;
    }
    keepSome(all, base, range.floor(), needed);
    for (long savepoint : range.savepoints()) {
      int of = lastBefore(all, savepoint);
      fromStart |= of < 0;
      if (of >= 0) {
        needed[of] = true;
      }
    }
    List<SnapshotId> chosen = new ArrayList<>();
    for (int i = 0; i < needed.length; i++) {
      if (needed[i]) {
        chosen.add(all.get(i));
      }
    }
    return new SnapshotsNeeded(chosen, fromStart ? 0 : chosen.get(0).offset());
  }

  private static int lastBefore(List<SnapshotId> all, long epoch) {
    int last = -1;
    for (int i = 0; i < all.size(); i++) {
      last = all.get(i).epoch() < epoch ? i : last;
    }
    return last;
  }

  /**
   * Of those behind the base, so many that no two are farther apart than half of what can be
   * rewound: more would only save a rewind some of the replay. While the floor is not known, all.
   */
  private static void keepSome(List<SnapshotId> all, int base, long floor, boolean[] needed) {
    if (floor == Long.MAX_VALUE || all.isEmpty()) {
      return;
    }
    long apart = floor == 0 ? 0 : (all.get(all.size() - 1).epoch() - floor) / 2;
    long before = base < 0 ? Long.MIN_VALUE / 2 : all.get(base).epoch();
    for (int i = base + 1; i < all.size() - 1; i++) {
      if (needed[i] || all.get(i + 1).epoch() - before > apart) {
        needed[i] = true;
        before = all.get(i).epoch();
      }
    }
  }
}
