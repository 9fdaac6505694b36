package io.millrace.cluster.coordinator;

import io.millrace.cluster.control.RewindAnswer;
import io.millrace.cluster.control.RewindQuestion;
import io.millrace.cluster.coordinator.RewindOutcome.Phase;
import io.millrace.runtime.rewind.RewindPoint;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A rewind that was asked for, until it is decided: finds out from the owners of all partitions
 * where their journals would be cut. Nothing of it is kept, and nothing changed, before.
 *
 * <p>A time is asked for first; then the epoch that all had entered by then, like one that was
 * named.
 */
final class RewindRequest {
  private static final long PATIENCE_MS = 20_000;

  private final String application;
  private final RewindTarget target;
  private final long beganMs;
  private long number;
  private long askedMs;
  private long epoch;
  private final Map<Integer, RewindPoint> answers = new TreeMap<>();
  private int generation = -1;
  private RewindOutcome outcome = new RewindOutcome(Phase.ASKING, -1, -1, null);

  /**
   * A request.
   *
   * @param number of its first question; the second has the next one
   */
  RewindRequest(String application, RewindTarget target, long number, long nowMs) {
    this.application = application;
    this.target = target;
    this.number = number;
    this.epoch = target.epoch();
    this.beganMs = nowMs;
  }

  RewindOutcome outcome() {
    return outcome;
  }

  /** Whether workers are still asked. */
  boolean isOpen() {
    return outcome.phase() == Phase.ASKING && generation < 0;
  }

  /** The epoch that cuts are asked for. */
  long epoch() {
    return epoch;
  }

  /** Takes what a worker says of partitions that it owns now. */
  void onAnswer(RewindAnswer answer, List<Place> places) {
    if (!isOpen() || answer.number() != number) {
      return;
    }
    for (RewindPoint point : answer.points()) {
      if (point.partition() >= 0
          && point.partition() < places.size()
          && isOwners(places.get(point.partition()), answer.worker(), point)) {
        answers.put(point.partition(), point);
      }
    }
  }

  private static boolean isOwners(Place place, String worker, RewindPoint point) {
    return worker.equals(place.owner()) && place.term() == point.term();
  }

  /** The question that is due now, or null. */
  RewindQuestion question(int coordinatorTerm, long of, int generation, long resendMs, long now) {
    if (!isOpen() || askedMs != 0 && now - askedMs < resendMs) {
      return null;
    }
    askedMs = now;
    return new RewindQuestion(coordinatorTerm, of, generation, number, epoch, target.atMs());
  }

  /**
   * Goes on as far as it can.
   *
   * @return whether all owners, each still the owner, say that they can go back: then {@link #cuts}
   *     is to be decided in the same turn
   */
  boolean isReady(Roster roster, List<Place> places, long nowMs) {
    if (!isOpen()) {
      return false;
    }
    answers
        .values()
        .removeIf(
            point ->
                places.get(point.partition()).term() != point.term()
                    || !isLive(roster, places.get(point.partition())));
    if (answers.size() < places.size()) {
      if (nowMs - beganMs > PATIENCE_MS) {
        refuse(
            "not all partitions have said whether they can go back: application="
                + application
                + ", missing="
                + places.stream()
                    .map(place -> place.partition)
                    .filter(partition -> !answers.containsKey(partition))
                    .toList()
                + "; nothing was changed: see why they are not live by 'describe', and ask again");
      }
      return false;
    }
    if (epoch < 0) {
      epoch = answers.values().stream().mapToLong(RewindPoint::epoch).min().orElse(-1);
      if (epoch >= 0) {
        answers.clear();
        number++;
        askedMs = 0;
        return false;
      }
    }
    if (epoch >= 0 && answers.values().stream().allMatch(point -> point.cut() >= 0)) {
      return true;
    }
    refuse(
        "application cannot be rewound to "
            + target.words()
            + ": application="
            + application
            + "; "
            + range());
    return false;
  }

  private static boolean isLive(Roster roster, Place place) {
    return roster.isLife(place.owner(), place.ownerLife());
  }

  private String range() {
    RewindPoint from =
        answers.values().stream()
            .max(Comparator.comparingLong(RewindPoint::earliest))
            .orElseThrow();
    RewindPoint to =
        answers.values().stream().min(Comparator.comparingLong(RewindPoint::latest)).orElseThrow();
    if (from.earliest() > to.latest()) {
      return "partition "
          + from.partition()
          + " has nothing yet from which it could go on; wait for its next snapshot";
    }
    return "it can be rewound to epochs "
        + from.earliest()
        + " to "
        + to.latest()
        + " ("
        + instant(from.earliestMs())
        + " to "
        + instant(to.latestMs())
        + ")";
  }

  private static Instant instant(long ms) {
    return Instant.ofEpochMilli(ms).truncatedTo(ChronoUnit.MILLIS);
  }

  /** By partition, where its journal is cut. */
  List<Long> cuts() {
    List<Long> cuts = new ArrayList<>();
    answers.values().forEach(point -> cuts.add(point.cut()));
    return cuts;
  }

  /** The generation that begins, once that is written. */
  void decided(int next) {
    generation = next;
  }

  /** What was decided is written: before, nobody may be told. */
  void written() {
    if (generation >= 0) {
      outcome = new RewindOutcome(Phase.DECIDED, epoch, generation, null);
    }
  }

  void refuse(String why) {
    outcome = new RewindOutcome(Phase.REFUSED, epoch, -1, why);
  }
}
