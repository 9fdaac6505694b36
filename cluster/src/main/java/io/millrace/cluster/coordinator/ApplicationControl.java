package io.millrace.cluster.coordinator;

import io.millrace.cluster.control.ApplicationTable;
import io.millrace.cluster.control.DeployedCode;
import io.millrace.cluster.control.DivergenceReport;
import io.millrace.cluster.control.Durability;
import io.millrace.cluster.control.WorkerReport.ApplicationReport;
import io.millrace.cluster.control.WorkerReport.PartitionReport;
import io.millrace.cluster.coordinator.CoordinatorView.ApplicationStatus;
import io.millrace.cluster.coordinator.StoredApplication.Phase;
import io.millrace.runtime.plan.ApplicationMetadata;
import io.millrace.runtime.replication.Divergence;
import io.millrace.runtime.rewind.Lineage;
import io.millrace.runtime.rewind.Rewind;
import io.millrace.runtime.rewind.Savepoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An application, as the coordinator works on it. What it decides is written before {@link #table}
 * gives it away.
 */
final class ApplicationControl {
  final long number;
  final String name;
  final List<Place> places = new ArrayList<>();
  final MirrorControl mirror;

  private final CoordinatorStore store;
  private final CoordinatorSettings settings;
  private Phase phase = Phase.RUNNING;
  private boolean keepState;
  private boolean resumes;
  private long stoppedMs;
  private DeployedCode code;
  private final List<DeployedCode> earlier = new ArrayList<>();
  private ApplicationMetadata metadata;
  private RewindRequest rewind;
  private String letGoCause = "deployed again";
  private Durability durability = Durability.LOCAL;
  private boolean flowing;
  private boolean begun;
  private boolean finished;
  private Integer workers;
  private long epoch;
  private long epochBound;
  private boolean held;
  private long revision;
  private long ownersIn;
  private boolean changed;
  private boolean noted;
  private ApplicationTable table;

  private ApplicationControl(
      long number,
      String name,
      CoordinatorStore store,
      CoordinatorSettings settings,
      MirrorArchive archive) {
    this.number = number;
    this.name = name;
    this.store = store;
    this.settings = settings;
    this.mirror = new MirrorControl(archive);
  }

  /** A new one. */
  static ApplicationControl of(
      Deployment deployment,
      CoordinatorStore store,
      CoordinatorSettings settings,
      MirrorArchive archive) {
    ApplicationControl made =
        new ApplicationControl(
            deployment.metadata().application(), deployment.name(), store, settings, archive);
    made.code = deployment.code();
    made.metadata = deployment.metadata();
    made.durability = deployment.durability();
    made.workers = deployment.workers();
    for (int p = 0; p < deployment.metadata().partitions(); p++) {
      made.places.add(new Place(p, settings.historyLength()));
    }
    made.changed = true;
    return made;
  }

  /** One that an earlier coordinator kept, in an epoch that is to be committed. */
  static ApplicationControl of(
      StoredApplication stored,
      CoordinatorStore store,
      CoordinatorSettings settings,
      MirrorArchive archive) {
    ApplicationControl made =
        new ApplicationControl(stored.application(), stored.name(), store, settings, archive);
    made.phase = stored.phase();
    made.keepState = stored.keepState();
    made.resumes = stored.resumes();
    made.code = stored.code();
    made.earlier.addAll(stored.earlier());
    made.metadata = ApplicationMetadata.decode(stored.metadata());
    made.durability = stored.durability();
    made.flowing = stored.flowing();
    made.begun = stored.begun();
    made.workers = stored.workers();
    made.epochBound = stored.epochBound();
    made.beginEpoch(stored.epochBound() + 1); // not one that was told, perhaps
    made.revision = stored.revision();
    made.ownersIn = stored.revision();
    stored
        .places()
        .forEach(
            place -> made.places.add(Place.of(place, stored.revision(), settings.historyLength())));
    stored.history().forEach(event -> made.places.get(event.partition()).remember(event));
    return made;
  }

  private StoredApplication stored() {
    return new StoredApplication(
        number,
        name,
        phase,
        keepState,
        resumes,
        revision,
        code,
        earlier,
        metadata.encode(),
        durability,
        flowing,
        begun,
        workers,
        epochBound,
        places.stream().map(Place::stored).toList(),
        history());
  }

  private List<PartitionEvent> history() {
    return places.stream()
        .flatMap(place -> place.history().stream())
        .sorted(Comparator.comparingLong(PartitionEvent::atMs))
        .toList();
  }

  /** Writes what was decided since the last time. After that it may be told. */
  void commit() {
    if (changed) {
      revision++;
      table = null;
    }
    if (changed || noted) {
      store.write(stored());
      changed = false;
      noted = false;
      if (rewind != null) {
        rewind.written();
      }
    }
  }

  /** The table that was written last. */
  ApplicationTable table(int coordinatorTerm) {
    if (changed || noted) {
      throw new IllegalStateException("undecided: application=" + name + "; commit() first");
    }
    if (table == null || table.coordinatorTerm() != coordinatorTerm) {
      table =
          new ApplicationTable(
              coordinatorTerm,
              number,
              name,
              revision,
              code,
              metadata.encode(),
              durability,
              flowing,
              places.stream().map(Place::told).toList());
    }
    return table;
  }

  ApplicationStatus status(int coordinatorTerm) {
    return new ApplicationStatus(
        table(coordinatorTerm),
        phase,
        begun,
        finished,
        workers,
        epoch,
        held,
        List.copyOf(earlier),
        history(),
        phase == Phase.RUNNING ? mirror.loss() : null,
        mirror.status());
  }

  Phase phase() {
    return phase;
  }

  boolean keepsState() {
    return keepState;
  }

  boolean isReplicated() {
    return durability.isReplicated();
  }

  /** Whether all that was ever stable is in the mirror. */
  boolean isMirrored() {
    return durability == Durability.MIRRORED;
  }

  /** On how many workers it is to be, or null: on all. */
  Integer workers() {
    return workers;
  }

  long revision() {
    return revision;
  }

  /** The revision that what is decided now will have. */
  long nextRevision() {
    return revision + 1;
  }

  long epoch() {
    return epoch;
  }

  boolean isHeld() {
    return held;
  }

  int partitions() {
    return places.size();
  }

  long stoppedMs() {
    return stoppedMs;
  }

  /** The workers that own or follow something. */
  Stream<String> hosts() {
    return places.stream()
        .flatMap(
            place -> Stream.of(place).flatMap(p -> Stream.of(text(p.owner()), text(p.follower()))))
        .filter(host -> !host.isEmpty())
        .distinct();
  }

  private static String text(String name) {
    return name == null ? "" : name;
  }

  /** A place was changed: the table needs another revision. */
  void placesChanged(boolean owners) {
    changed = true;
    if (owners) {
      ownersIn = nextRevision();
    }
  }

  /** Goes on with an application that has stopped, by this code. */
  void resume(Deployment deployment) {
    replaceCode(deployment);
    durability = deployment.durability();
    workers = deployment.workers();
    metadata =
        metadata
            .rewindable(deployment.metadata().lineage().rewindableMs())
            .with(deployment.metadata().state());
    goOn();
  }

  private void goOn() {
    phase = Phase.RUNNING;
    resumes = false;
    beginAgain("deployed again");
  }

  /** All partitions begin in new terms, before sources may read. */
  private void beginAgain(String cause) {
    flowing = false;
    begun = false;
    finished = false;
    changed = true;
    ownersIn = nextRevision();
    letGoCause = cause;
    places.forEach(Place::letGo);
  }

  /** Why partitions begin again that their owners have let go of. */
  String letGoCause() {
    return letGoCause;
  }

  /** What generations it has had, and what it can go back to. */
  Lineage lineage() {
    return metadata.lineage();
  }

  int generation() {
    return metadata.generation();
  }

  int codeVersion() {
    return metadata.codeVersion();
  }

  /** What was asked for last, or null. */
  RewindRequest rewind() {
    return rewind;
  }

  void rewind(RewindRequest asked) {
    rewind = asked;
  }

  /**
   * Decides what was asked for, if all that is needed is known: all journals go back to one cut, in
   * a generation of their own. Whoever opens a copy of one cuts it first. No follower counts as in
   * sync before it has followed in that generation.
   */
  void decideRewind(Roster roster, long nowMs, long wallMs) {
    if (rewind == null || !rewind.isReady(roster, places, nowMs)) {
      return;
    }
    int next = metadata.generation() + 1;
    String cause = "rewound to epoch " + rewind.epoch() + ", generation " + next;
    goBack(new Rewind(next, rewind.epoch(), wallMs, rewind.cuts()), cause);
    rewind.decided(next);
  }

  private void goBack(Rewind to, String cause) {
    metadata = metadata.rewound(to);
    places.forEach(place -> place.changeFollower(null, nextRevision()));
    beginAgain(cause);
    beginEpoch(epoch + 1);
  }

  /**
   * Decides to go back to what is mirrored.
   *
   * @param lost partitions of which nobody has a copy: their next owners restore them
   */
  void restore(Rewind to, Set<Integer> lost, Roster roster) {
    if (rewind != null && rewind.isOpen()) {
      rewind.refuse("application goes back to what is mirrored: application=" + name);
    }
    goBack(
        to,
        MirrorControl.named(lost)
            + " lost with all copies, back to mirrored epoch "
            + to.epoch()
            + ", generation "
            + to.generation());
    lost.forEach(
        partition -> {
          Place place = places.get(partition);
          place.restore(roster.isLive(place.owner()));
        });
  }

  /**
   * Decides that lost partitions are restored from the mirror, which has all of them that was ever
   * stable: nobody has acted on more, so nobody else goes back.
   */
  void restoreAlone(Set<Integer> lost, Roster roster) {
    changed = true;
    ownersIn = nextRevision();
    letGoCause = MirrorControl.named(lost) + " lost with all copies, restored from the mirror";
    for (int partition : lost) {
      Place place = places.get(partition);
      place.changeFollower(null, nextRevision());
      place.restore(roster.isLive(place.owner()));
      place.letGo();
    }
  }

  /** Keeps what is needed to go back to this moment; returns the savepoint. */
  Savepoint savepoint(String savepoint, long wallMs) {
    beginEpoch(epoch + 1);
    Savepoint made = new Savepoint(savepoint, epoch, wallMs);
    changeLineage(lineage().with(made));
    return made;
  }

  /** Keeps what is needed for it no longer. */
  void forget(Savepoint savepoint) {
    changeLineage(lineage().without(savepoint));
  }

  private void changeLineage(Lineage next) {
    metadata = metadata.with(next);
    changed = true;
  }

  /**
   * Other code: all stops, with last snapshots, before any of it begins to run. So no partition
   * gets a frame that was written by code newer than its own.
   */
  void update(Deployment deployment, long nowMs) {
    replaceCode(deployment);
    stop(true, nowMs);
    resumes = true;
  }

  private void replaceCode(Deployment deployment) {
    if (!code.equals(deployment.code())) {
      earlier.add(code);
      code = deployment.code();
    }
    metadata = deployment.metadata().inGenerationOf(metadata);
    changed = true;
  }

  void scale(int wanted) {
    workers = wanted;
    noted = true;
  }

  void stop(boolean keep, long nowMs) {
    if (rewind != null && rewind.isOpen()) {
      rewind.refuse("application is being stopped or updated: application=" + name);
    }
    phase = Phase.STOPPING;
    keepState = keep;
    resumes = false;
    stoppedMs = nowMs;
    changed = true;
  }

  /** Workers have been told to stop it from now on, by this coordinator. */
  void stopsSince(long nowMs) {
    stoppedMs = stoppedMs == 0 ? nowMs : stoppedMs;
  }

  /** No worker has it any more. */
  void stopped() {
    if (resumes) {
      goOn();
    } else {
      phase = Phase.STOPPED;
      changed = true;
    }
  }

  /** Takes from reports what is told of places: who is live, who is in sync. */
  void observe(Roster roster, long nowMs) {
    boolean allLive = true;
    for (Place place : places) {
      PartitionReport report = ownersReport(roster, place);
      if (report == null) {
        allLive = false;
        continue;
      }
      boolean wasFounded = place.isFounded();
      if (report.live() && place.becameLive(nowMs)) {
        noted = true;
        changed |= !wasFounded;
      }
      allLive &= report.live();
      if (report.covered()
          && !place.isInSync()
          && roster.isLife(place.follower(), place.followerLife())
          && roster.get(place.owner()).revision(number) >= place.changedIn()) {
        place.becameInSync();
        changed = true;
      }
    }
    if (allLive && !begun) {
      begun = true;
      noted = true;
    }
    finished = allLive && (finished || isDone(roster));
    if (allLive && !flowing && isAnnounced(roster)) {
      flowing = true;
      changed = true;
    }
  }

  /**
   * Whether all input has ended and is worked off, on every worker that has something of it. Once
   * that was so it remains so while the same owners live: what still happens, epochs say, brings
   * nothing.
   */
  private boolean isDone(Roster roster) {
    return roster.all().stream()
        .filter(KnownWorker::isLive)
        .map(worker -> worker.of(number))
        .filter(Objects::nonNull)
        .allMatch(ApplicationReport::done);
  }

  /**
   * Whether every owner has told, since owners changed the last time, that all splits it has are
   * known everywhere. Splits live with owners, so then there is none that is not.
   */
  private boolean isAnnounced(Roster roster) {
    return places.stream()
        .map(Place::owner)
        .distinct()
        .map(owner -> roster.get(owner).of(number))
        .allMatch(report -> report.announced() && report.revision() >= ownersIn);
  }

  /** Keeps for people what followers found; returns whether that is news. */
  boolean diverged(DivergenceReport report, long wallMs) {
    boolean news = false;
    for (Divergence divergence : report.divergences()) {
      if (divergence.partition() < places.size()) {
        news |= places.get(divergence.partition()).diverged(report.worker(), divergence, wallMs);
      }
    }
    noted |= news;
    return news;
  }

  /** Whether every partition has an owner that is past its replay. */
  boolean isLive(Roster roster) {
    return places.stream()
        .map(place -> ownersReport(roster, place))
        .allMatch(report -> report != null && report.live());
  }

  /** What the owner said of a place in its term, or null. */
  private PartitionReport ownersReport(Roster roster, Place place) {
    return roster.isLife(place.owner(), place.ownerLife())
        ? roster.get(place.owner()).owned(number, place.partition, place.term())
        : null;
  }

  /** Holds sources back while a partition lags too far, or lets them go. */
  void weighLag(Roster roster) {
    long most = 0;
    for (Place place : places) {
      PartitionReport report = ownersReport(roster, place);
      most = report == null ? most : Math.max(most, report.end() - report.offset());
    }
    held = most > (held ? settings.lagLimit() / 2 : settings.lagLimit());
  }

  /** The next epoch: above all that were told, also by an earlier coordinator. */
  void nextEpoch(Roster roster) {
    long highest = epoch;
    for (KnownWorker worker : roster.all()) {
      ApplicationReport report = worker.of(number);
      if (report != null) {
        for (PartitionReport partition : report.partitions()) {
          highest = Math.max(highest, partition.epoch());
        }
      }
    }
    beginEpoch(highest + 1);
  }

  private void beginEpoch(long next) {
    epoch = next;
    if (epoch > epochBound) {
      epochBound = epoch + settings.epochStep();
      noted = true;
    }
  }
}
