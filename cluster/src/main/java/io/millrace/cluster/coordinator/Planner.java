package io.millrace.cluster.coordinator;

import io.millrace.cluster.coordinator.CoordinatorView.WorkerPhase;
import io.millrace.cluster.placement.Candidate;
import io.millrace.cluster.placement.Placement;
import io.millrace.cluster.placement.Seat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What becomes of the places of an application: first what losses force, then, step by step, what
 * placement wants. All of it is decided here and nowhere else.
 *
 * <p>The rules: only a follower that is in sync may become the owner; with every owner, and every
 * life of an owner, a new term; an owner must have gone on without a follower (it follows a table
 * that has none) before it gets another; who has lost its copy owns nothing.
 */
final class Planner {
  private final ApplicationControl application;
  private final Roster roster;
  private final CoordinatorSettings settings;
  private final long nowMs;
  private final long wallMs;
  private final CopyWatch copies;

  /** For one turn. */
  Planner(
      ApplicationControl application,
      Roster roster,
      CoordinatorSettings settings,
      long nowMs,
      long wallMs) {
    this.application = application;
    this.roster = roster;
    this.settings = settings;
    this.nowMs = nowMs;
    this.wallMs = wallMs;
    this.copies = new CopyWatch(application.number, roster, settings, nowMs);
  }

  /** Answers losses and returns of workers. */
  void settle() {
    for (Place place : application.places) {
      if (place.owner() != null) {
        settle(place);
      }
    }
  }

  private void settle(Place place) {
    if (roster.get(place.owner()).phase() == WorkerPhase.AWAITED) {
      return; // it may well run it
    }
    if (roster.isLife(place.owner(), place.ownerLife())) {
      KnownWorker copy = roster.get(place.follower());
      if (copy != null
          && copy.phase() != WorkerPhase.AWAITED
          && !copy.isLife(place.followerLife())) {
        strikeOff(place);
      }
    } else if (place.isLetGo() && roster.isLive(place.owner())) {
      begin(place, roster.get(place.owner()), null, application.letGoCause(), nowMs);
    } else if (place.isInSync()
        && roster.isLive(place.follower())
        && copies.ofFollower(place) == CopyWatch.Copy.THERE) {
      // Also if the follower was restarted: what it had, it has.
      begin(
          place,
          roster.get(place.follower()),
          null,
          place.owner() + " lost (" + causeOf(place) + "), its follower goes on",
          noticed(place));
    } else if (roster.isLive(place.owner()) && copies.ofOwner(place) == CopyWatch.Copy.THERE) {
      begin(
          place,
          roster.get(place.owner()),
          null,
          place.owner() + " restarted (" + causeOf(place) + "), it opens its own journal",
          noticed(place));
    }
  }

  private String causeOf(Place place) {
    String cause = roster.get(place.owner()).cause();
    return cause == null ? "nothing was noticed" : cause;
  }

  /** When the loss of its owner was noticed: now, if only another life of it tells. */
  private long noticed(Place place) {
    long lost = roster.get(place.owner()).lostMs();
    return lost == 0 ? nowMs : lost;
  }

  private void strikeOff(Place place) {
    place.changeFollower(null, application.nextRevision());
    application.placesChanged(false);
  }

  private void follow(Place place, String follower) {
    place.changeFollower(roster.get(follower), application.nextRevision());
    application.placesChanged(false);
  }

  private void begin(Place place, KnownWorker owner, KnownWorker copy, String cause, long since) {
    place.own(owner, copy, application.nextRevision(), event(place, owner.name, cause), since);
    application.placesChanged(true);
  }

  private PartitionEvent event(Place place, String owner, String cause) {
    return new PartitionEvent(place.partition, place.term() + 1, owner, wallMs, cause, -1);
  }

  /** Goes a step towards what placement wants. */
  void move(Map<String, Integer> loads) {
    Map<Integer, Seat> wanted = wanted(loads);
    int busy = 0;
    for (Place place : application.places) {
      busy += isBusy(place, wanted.get(place.partition)) ? 1 : 0;
    }
    for (Place place : application.places) {
      Seat seat = wanted.get(place.partition);
      if (seat == null) {
        continue;
      }
      boolean was = isBusy(place, seat);
      move(place, seat, was || busy < settings.movesAtOnce());
      busy += !was && isBusy(place, seat) ? 1 : 0;
    }
  }

  /** What waits for its worker is not for placement to move, and does not count. */
  private Map<Integer, Seat> wanted(Map<String, Integer> loads) {
    List<Candidate> usable =
        roster.usable(settings, nowMs).stream()
            .map(
                worker ->
                    new Candidate(worker.name, worker.host(), loads.getOrDefault(worker.name, 0)))
            .toList();
    if (usable.isEmpty()) {
      return Map.of();
    }
    List<Seat> seats =
        application.places.stream()
            .filter(
                place ->
                    place.owner() == null
                        || roster.isLive(place.owner())
                        || usable.stream().anyMatch(one -> one.name().equals(place.owner())))
            .map(place -> new Seat(place.partition, place.owner(), place.follower()))
            .toList();
    int count = application.workers() == null ? usable.size() : application.workers();
    List<Candidate> chosen =
        Placement.choose(usable, seats, application.isReplicated() ? Math.max(2, count) : count);
    Map<Integer, Seat> wanted = new HashMap<>();
    Placement.place(chosen, seats, application.isReplicated())
        .forEach(seat -> wanted.put(seat.partition(), seat));
    return wanted;
  }

  /** Whether something of it is under way. */
  private boolean isBusy(Place place, Seat wanted) {
    if (wanted == null || place.owner() == null) {
      return false;
    }
    if (!place.isLive()) {
      return true;
    }
    if (!place.owner().equals(wanted.owner())) {
      return place.follower() == null
          ? application.isReplicated()
          : place.follower().equals(wanted.owner());
    }
    return application.isReplicated() && wanted.follower() != null && !place.isInSync();
  }

  private void move(Place place, Seat wanted, boolean mayBegin) {
    if (place.owner() == null) {
      if (roster.isLive(wanted.owner())) {
        KnownWorker copy = roster.isLive(wanted.follower()) ? roster.get(wanted.follower()) : null;
        String cause = place.term() == 0 ? "deployed" : application.letGoCause();
        begin(place, roster.get(wanted.owner()), copy, cause, nowMs);
      }
    } else if (!roster.isLife(place.owner(), place.ownerLife())) {
      return;
    } else if (!place.owner().equals(wanted.owner())) {
      moveOwner(place, wanted, mayBegin);
    } else if (application.isReplicated()) {
      moveFollower(place, wanted, mayBegin);
    } else if (place.follower() != null && place.isLive()) {
      strikeOff(place); // it was the owner until the partition moved
    }
  }

  private void moveOwner(Place place, Seat wanted, boolean mayBegin) {
    if (!roster.isLive(wanted.owner()) || !mayBegin || !place.isLive()) {
      return;
    }
    if (place.follower() == null) {
      if (isFree(place)) {
        follow(place, wanted.owner());
      }
    } else if (!place.follower().equals(wanted.owner())) {
      strikeOff(place);
    } else if (place.isInSync()) {
      KnownWorker former = roster.get(place.owner());
      begin(place, roster.get(wanted.owner()), former, "moved from " + place.owner(), nowMs);
    }
  }

  private void moveFollower(Place place, Seat wanted, boolean mayBegin) {
    boolean leaves =
        place.follower() != null
            && wanted.follower() == null
            && roster.isLeaving(roster.get(place.follower()));
    if (leaves) {
      if (mayBegin && place.isLive()) {
        strikeOff(place); // nobody else can have the copy, and its worker is to have nothing
      }
      return;
    }
    if (Objects.equals(place.follower(), wanted.follower()) || !roster.isLive(wanted.follower())) {
      return;
    }
    if (place.follower() == null) {
      if (isFree(place)) {
        follow(place, wanted.follower());
      }
    } else if (mayBegin && place.isLive()) {
      strikeOff(place);
    }
  }

  /** Whether the owner has gone on without a follower, so that it can get one. */
  private boolean isFree(Place place) {
    return roster.get(place.owner()).revision(application.number) >= place.changedIn();
  }
}
