package io.millrace.cluster.coordinator;

import io.millrace.cluster.control.CopyReport.MirroredPlace;
import io.millrace.cluster.coordinator.CoordinatorView.MirrorStatus;
import io.millrace.runtime.rewind.Rewind;
import io.millrace.storage.mirror.CommonEpoch;
import io.millrace.storage.mirror.MirrorManifest;
import io.millrace.storage.mirror.MirroredPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the coordinator knows of an application's mirror, and what it decides by it: if all copies
 * of some journal are gone, it is restored alone if durability is {@code mirrored}. Otherwise all
 * of the application goes back to the newest epoch to which all its partitions can go back from the
 * mirror. The lost ones are restored from there by whoever owns them then; the others cut their
 * copies, as for any rewind.
 */
final class MirrorControl {
  private static final long ASK_AGAIN_MS = 2_000;

  private final MirrorArchive archive;
  private long epoch = -1;
  private int generation = -1;
  private List<MirroredPlace> told = List.of();
  private String loss;
  private boolean asked;
  private long askedMs;

  MirrorControl(MirrorArchive archive) {
    this.archive = archive;
  }

  /** How it stands, or null if there is no mirror. */
  MirrorStatus status() {
    return archive.exists() ? new MirrorStatus(epoch, told) : null;
  }

  /** The newest epoch to which all partitions can go back; -1 if it is not known. */
  long epoch() {
    return epoch;
  }

  /** Which partitions no worker has any more, and what becomes of that, or null. */
  String loss() {
    return loss;
  }

  /** Takes from reports how far partitions are mirrored. */
  void observe(ApplicationControl application, Roster roster) {
    if (generation != application.generation()) {
      generation = application.generation();
      epoch = -1;
    }
    List<MirroredPlace> places = new ArrayList<>();
    for (Place place : application.places) {
      MirroredPlace one = mirrored(application, roster, place);
      if (one != null) {
        places.add(one);
      }
    }
    told = places;
    if (places.size() == application.partitions()) {
      epoch = Math.max(epoch, common(places));
    }
  }

  private static MirroredPlace mirrored(
      ApplicationControl application, Roster roster, Place place) {
    return roster.isLife(place.owner(), place.ownerLife())
        ? roster
            .get(place.owner())
            .copies()
            .mirrored(application.number, place.partition, place.term())
        : null;
  }

  private static long common(List<MirroredPlace> places) {
    long latest = places.stream().mapToLong(MirroredPlace::epoch).min().orElse(-1);
    long earliest = places.stream().mapToLong(MirroredPlace::earliest).max().orElse(0);
    return latest >= earliest ? latest : -1;
  }

  /**
   * Decides what becomes of lost partitions. What the mirror holds is asked first, so it takes some
   * turns.
   */
  void decide(
      ApplicationControl application, Roster roster, CopyWatch copies, long nowMs, long wallMs) {
    List<Place> lost =
        application.places.stream()
            .filter(copies::isLost)
            .filter(place -> archive.exists() || copies.isCertain(place))
            .toList();
    if (lost.isEmpty()) {
      loss = null;
      asked = false;
      return;
    }
    String what =
        "no worker has a copy of the journal any more: application="
            + application.name
            + ", "
            + lost.stream()
                .map(place -> "partition " + place.partition + " (" + copies.words(place) + ")")
                .collect(Collectors.joining("; "));
    if (!archive.exists()) {
      loss =
          what
              + "; there is no mirror to restore it from: bring a worker's directory back, or stop"
              + " the application without its state and deploy it again";
      return;
    }
    if (!asked) {
      if (loss == null || nowMs - askedMs >= ASK_AGAIN_MS) {
        archive.ask(application.number, application.partitions());
        asked = true;
        askedMs = nowMs;
        loss = loss == null ? what + "; the mirror is asked" : loss;
      }
      return;
    }
    Optional<MirrorArchive.Answer> answer = archive.answer(application.number);
    if (answer.isPresent()) {
      asked = false;
      loss = what + "; " + decide(application, roster, lost, answer.get(), wallMs);
    }
  }

  /** Decides by what the mirror holds; returns what has become of it. */
  private static String decide(
      ApplicationControl application,
      Roster roster,
      List<Place> lost,
      MirrorArchive.Answer answer,
      long wallMs) {
    if (answer.failure() != null) {
      return "the mirror cannot be read, it is tried again: " + answer.failure();
    }
    Set<Integer> partitions =
        lost.stream().map(place -> place.partition).collect(Collectors.toSet());
    if (application.isMirrored()) {
      return restoreAlone(application, roster, partitions, answer);
    }
    List<MirroredPartition> mirrored = new ArrayList<>();
    for (int p = 0; p < answer.manifests().size(); p++) {
      Optional<MirrorManifest> manifest = answer.manifests().get(p);
      if (manifest.isEmpty()) {
        return "nothing of partition " + p + " is in the mirror";
      }
      mirrored.add(
          new MirroredPartition(manifest.get(), application.lineage(), application.codeVersion()));
    }
    Optional<CommonEpoch> common = CommonEpoch.of(mirrored);
    if (common.isEmpty()) {
      return "there is no epoch to which all partitions could go back from the mirror by the code"
          + " that runs";
    }
    int next = application.generation() + 1;
    application.restore(
        new Rewind(next, common.get().epoch(), wallMs, common.get().cuts()), partitions, roster);
    return "all goes back to epoch " + common.get().epoch() + ", generation " + next;
  }

  private static String restoreAlone(
      ApplicationControl application,
      Roster roster,
      Set<Integer> partitions,
      MirrorArchive.Answer answer) {
    for (int partition : partitions) {
      if (answer.manifests().get(partition).isEmpty()) {
        return "nothing of partition " + partition + " is in the mirror";
      }
    }
    application.restoreAlone(partitions, roster);
    return named(partitions) + " restored from the mirror, with all that was ever stable";
  }

  /** Names of partitions, for causes. */
  static String named(Set<Integer> partitions) {
    return (partitions.size() == 1 ? "partition " : "partitions ")
        + partitions.stream().sorted().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
