package io.millrace.cluster.coordinator;

import io.millrace.cluster.coordinator.CoordinatorView.WorkerPhase;

/**
 * Where copies of an application's journals are, as far as it is known: only owners and followers
 * in sync have whole ones. Pure.
 */
final class CopyWatch {
  /** What is known of a worker's copy. */
  enum Copy {
    /** It has one, whole. */
    THERE,
    /** It does not speak; it may come back with its copy. */
    UNKNOWN,
    /** It says that it has none, or it is taken for gone. */
    GONE
  }

  private final long application;
  private final Roster roster;
  private final CoordinatorSettings settings;
  private final long nowMs;

  /** For one turn. */
  CopyWatch(long application, Roster roster, CoordinatorSettings settings, long nowMs) {
    this.application = application;
    this.roster = roster;
    this.settings = settings;
    this.nowMs = nowMs;
  }

  /** The copy of the owner. */
  Copy ofOwner(Place place) {
    KnownWorker owner = roster.get(place.owner());
    if (place.isLetGo() && owner != null && owner.isLive()) {
      return Copy.THERE; // it is opened again, or found to be missing then
    }
    return of(place, owner, place.ownerLife());
  }

  /** The copy of the follower; gone if there is none, or none that is in sync. */
  Copy ofFollower(Place place) {
    return place.isInSync()
        ? of(place, roster.get(place.follower()), place.followerLife())
        : Copy.GONE;
  }

  private Copy of(Place place, KnownWorker worker, long life) {
    if (worker == null || worker.phase() == WorkerPhase.AWAITED) {
      return Copy.UNKNOWN;
    }
    if (!worker.isLive()) {
      return nowMs - worker.lostMs() >= settings.restoreAfterMs() ? Copy.GONE : Copy.UNKNOWN;
    }
    if (!place.isFounded()) {
      return Copy.THERE; // there need not be any
    }
    if (worker.isLife(life)) {
      return worker.copies().isMissing(application, place.partition, place.term())
          ? Copy.GONE
          : Copy.THERE;
    }
    // in another life it has what it found on its disk when that began
    if (!worker.copies().isKnown()) {
      return Copy.UNKNOWN;
    }
    return worker.copies().hasFound(application, place.partition) ? Copy.THERE : Copy.GONE;
  }

  /** Whether nobody has a copy any more, though there was one. */
  boolean isLost(Place place) {
    return place.isFounded()
        && place.owner() != null
        && ofOwner(place) == Copy.GONE
        && ofFollower(place) == Copy.GONE;
  }

  /** Whether all who could have a copy are there and say so: then waiting helps nobody. */
  boolean isCertain(Place place) {
    return roster.isLive(place.owner()) && (!place.isInSync() || roster.isLive(place.follower()));
  }

  /** Why the copies of a lost place are gone, for people. */
  String words(Place place) {
    String owner = words(place.owner());
    return place.isInSync() ? owner + ", " + words(place.follower()) : owner;
  }

  private String words(String worker) {
    return worker
        + (roster.isLive(worker)
            ? " has none on its disk"
            : " is lost since " + (nowMs - roster.get(worker).lostMs()) / 1_000 + " s");
  }
}
