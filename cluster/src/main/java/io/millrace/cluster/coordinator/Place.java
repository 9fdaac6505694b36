package io.millrace.cluster.coordinator;

import io.millrace.cluster.control.PartitionPlace;
import io.millrace.cluster.coordinator.StoredApplication.StoredPlace;
import io.millrace.runtime.replication.Divergence;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

/**
 * Where a partition is, as the coordinator works on it. Every change of it needs another revision
 * of the table.
 */
final class Place {
  private static final long NOBODY = -1;

  final int partition;

  private int term;
  private String owner;
  private long ownerLife;
  private String follower;
  private long followerLife;
  private boolean inSync;
  private boolean live;
  private boolean founded;
  private long sinceMs;
  private long changedIn;
  private final Deque<PartitionEvent> history = new ArrayDeque<>();
  private final int historyLength;

  Place(int partition, int historyLength) {
    this.partition = partition;
    this.historyLength = historyLength;
  }

  /** As it was stored in a table of this revision. */
  static Place of(StoredPlace stored, long revision, int historyLength) {
    Place place = new Place(stored.partition(), historyLength);
    place.term = stored.term();
    place.owner = stored.owner();
    place.ownerLife = stored.ownerIncarnation();
    place.follower = stored.follower();
    place.followerLife = stored.followerIncarnation();
    place.inSync = stored.inSync();
    place.founded = stored.founded();
    place.changedIn = revision;
    return place;
  }

  StoredPlace stored() {
    return new StoredPlace(
        partition, term, owner, ownerLife, follower, followerLife, inSync, founded);
  }

  PartitionPlace told() {
    return new PartitionPlace(partition, term, owner, follower, inSync, founded);
  }

  int term() {
    return term;
  }

  String owner() {
    return owner;
  }

  long ownerLife() {
    return ownerLife;
  }

  String follower() {
    return follower;
  }

  long followerLife() {
    return followerLife;
  }

  boolean isInSync() {
    return inSync;
  }

  /**
   * Whether an owner was live since its journal was begun or restored: then somebody must have a
   * copy.
   */
  boolean isFounded() {
    return founded;
  }

  /**
   * Nobody has a copy: the next owner restores it, and may be any.
   *
   * @param kept whether that is to be the present owner, since its worker lives
   */
  void restore(boolean kept) {
    founded = false;
    owner = kept ? owner : null;
  }

  /** Whether the owner has told that it is past its replay, in this term. */
  boolean isLive() {
    return live;
  }

  /**
   * The revision in which owner or follower changed the last time: what an owner says of its
   * follower counts only if it follows a table that is at least as new.
   */
  long changedIn() {
    return changedIn;
  }

  /** A new term begins, and with it a follower that is not in sync, or none. */
  void own(KnownWorker next, KnownWorker copy, long revision, PartitionEvent event, long sinceMs) {
    term = event.term();
    owner = next.name;
    ownerLife = next.incarnation();
    changeFollower(copy, revision);
    begin(event, sinceMs);
  }

  /** Whoever owned it has let go of it: if it is to go on, that is a new term. */
  void letGo() {
    ownerLife = NOBODY;
  }

  /** Whether it was let go of and nobody has it since. */
  boolean isLetGo() {
    return ownerLife == NOBODY;
  }

  private void begin(PartitionEvent event, long noticedMs) {
    live = false;
    sinceMs = noticedMs;
    remember(event);
  }

  /** Another follower, not in sync, or none. */
  void changeFollower(KnownWorker copy, long revision) {
    follower = copy == null ? null : copy.name;
    followerLife = copy == null ? 0 : copy.incarnation();
    inSync = false;
    changedIn = revision;
  }

  void becameInSync() {
    inSync = true;
  }

  /** The owner is live in this term. Returns whether that is news. */
  boolean becameLive(long nowMs) {
    if (live) {
      return false;
    }
    live = true;
    founded = true;
    PartitionEvent last = history.peekLast();
    if (last != null
        && last.term() == term
        && last.pauseMs() == PartitionEvent.NOT_LIVE
        && sinceMs > 0) {
      history.removeLast();
      history.addLast(last.ended(nowMs - sinceMs));
    }
    return true;
  }

  /** Its follower folded otherwise than it did; told once in a term. Returns whether it is news. */
  boolean diverged(String worker, Divergence divergence, long atMs) {
    if (owner == null || history.stream().anyMatch(e -> e.term() == term && !e.isTerm())) {
      return false;
    }
    remember(
        PartitionEvent.within(
            partition, term, owner, atMs, "its follower " + worker + " " + divergence));
    return true;
  }

  void remember(PartitionEvent event) {
    history.addLast(event);
    if (history.size() > historyLength) {
      history.removeFirst();
    }
  }

  Collection<PartitionEvent> history() {
    return history;
  }
}
