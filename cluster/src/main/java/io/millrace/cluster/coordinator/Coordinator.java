package io.millrace.cluster.coordinator;

import io.millrace.cluster.control.ControlMessage;
import io.millrace.cluster.control.CopyReport;
import io.millrace.cluster.control.DeployedCode;
import io.millrace.cluster.control.DivergenceReport;
import io.millrace.cluster.control.Durability;
import io.millrace.cluster.control.Members;
import io.millrace.cluster.control.MirroredEpochs;
import io.millrace.cluster.control.MirroredEpochs.ApplicationEpoch;
import io.millrace.cluster.control.Pulse;
import io.millrace.cluster.control.Pulse.ApplicationPulse;
import io.millrace.cluster.control.RewindAnswer;
import io.millrace.cluster.control.RewindQuestion;
import io.millrace.cluster.control.Shutdown;
import io.millrace.cluster.control.Withdrawal;
import io.millrace.cluster.control.WorkerReport;
import io.millrace.cluster.control.WorkerReport.ApplicationReport;
import io.millrace.cluster.coordinator.ClusterException.Reason;
import io.millrace.cluster.coordinator.CoordinatorView.ApplicationStatus;
import io.millrace.cluster.coordinator.CoordinatorView.WorkerStanding;
import io.millrace.cluster.coordinator.StoredApplication.Phase;
import io.millrace.cluster.scheduler.Scheduler;
import io.millrace.cluster.scheduler.SchedulerEvent;
import io.millrace.cluster.scheduler.WorkerSpec;
import io.millrace.runtime.Clock;
import io.millrace.runtime.rewind.Savepoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Decides where partitions are, and tells it. One thread; time, disk, network and containers by
 * ports only.
 *
 * <p>What is decided is written before anybody is told. Nothing is an order: workers get tables,
 * again until they follow them, and the reports of workers are all that is known of them. So it can
 * end at any moment, and the next one goes on from what was written and what it hears.
 */
public final class Coordinator {
  /** What reaches workers. */
  public interface Outlet {
    /** May drop it: what matters is sent again. */
    void send(String worker, ControlMessage message);
  }

  private static final long SHUTDOWN_PATIENCE_MS = 10_000;
  private static final int PULSES_PER_GREETING = 5;
  private static final int IDLE_MS = 20;

  private final CoordinatorStore store;
  private final Scheduler scheduler;
  private final Clock clock;
  private final CoordinatorSettings settings;
  private final Outlet outlet;
  private final MirrorArchive archive;
  private final int term;
  private final long startNs;
  private final Roster roster;
  private final Drains drains;
  private final Map<String, ApplicationControl> applications = new TreeMap<>();
  private WorkerSpec spec;
  private int asked;
  private int wanted;
  private int wished = -1;
  private boolean news;
  private long graceBeganMs;
  private long graceEndsMs;
  private long workedMs;
  private long pulsedMs;
  private long epochMs;
  private long stoppingMs;
  private int pulses;
  private long questions;
  private Members members;
  private RuntimeException failure;

  /** Takes over a store: from here on no earlier coordinator decides anything. */
  public Coordinator(
      CoordinatorStore store,
      Scheduler scheduler,
      Clock clock,
      CoordinatorSettings settings,
      MirrorArchive archive,
      Outlet outlet) {
    this.archive = archive;
    this.store = store;
    this.scheduler = scheduler;
    this.clock = clock;
    this.settings = settings;
    this.outlet = outlet;
    startNs = clock.nanoTime();
    term = store.begin();
    roster = new Roster(store.readWorkers().drained());
    drains = new Drains(store, roster);
    for (StoredApplication stored : store.read()) {
      ApplicationControl application = ApplicationControl.of(stored, store, settings, archive);
      applications.put(application.name, application);
      application.commit();
      application.hosts().forEach(this::keep);
    }
    members = new Members(term, List.of());
    workedMs = nowMs();
    giveGrace(nowMs());
  }

  private void keep(String host) {
    roster.know(host, nowMs());
    scheduler.keep(host);
  }

  /** Milliseconds since it began; above zero. */
  private long nowMs() {
    return (clock.nanoTime() - startNs) / 1_000_000 + 1;
  }

  /** The coordinator's term. */
  public int term() {
    return term;
  }

  private void giveGrace(long nowMs) {
    graceBeganMs = nowMs;
    graceEndsMs = nowMs + settings.graceMs();
  }

  // ---------------------------------------------------------------- what happens

  /**
   * A worker has reported. Nobody listens to those that the scheduler has not named: the report may
   * be a late one of a container that was let go of, and whoever it gives partitions to never runs
   * them. Others report again.
   */
  public void onReport(WorkerReport report) {
    KnownWorker known = roster.get(report.worker());
    news |= known != null && known.onReport(report, nowMs());
  }

  /** A worker has told of the journals on its disk. */
  public void onCopies(CopyReport report) {
    KnownWorker known = roster.get(report.worker());
    if (known != null) {
      known.onCopies(report);
      news = true;
    }
  }

  /** A worker has answered a question. */
  public void onAnswer(RewindAnswer answer) {
    for (ApplicationControl application : applications.values()) {
      RewindRequest asked = application.rewind();
      if (application.number == answer.application()
          && application.generation() == answer.generation()
          && asked != null) {
        asked.onAnswer(answer, application.places);
        news = true;
      }
    }
  }

  /** Followers on a worker folded otherwise than their owners. */
  public void onDivergence(DivergenceReport report) {
    applications.values().stream()
        .filter(application -> application.number == report.application())
        .forEach(application -> news |= application.diverged(report, clock.nowMs()));
  }

  /** There is a connection with a worker, perhaps with another life of it. */
  public void onConnected(String worker) {
    KnownWorker known = roster.get(worker);
    if (known != null) {
      known.onConnected();
      news = true;
    }
  }

  /** The connection with a worker is gone. */
  public void onLost(String worker, String reason) {
    KnownWorker known = roster.get(worker);
    if (known != null) {
      known.onDisconnected(reason);
      news = true;
    }
  }

  /**
   * One turn; call it every 10 ms or so, and when something has happened.
   *
   * @return how much was decided and sent
   * @throws DeposedException if there is a later coordinator
   */
  public int work() {
    if (failure != null) {
      throw new IllegalStateException("coordinator has failed: end it", failure);
    }
    try {
      long nowMs = nowMs();
      if (!news && nowMs - workedMs < IDLE_MS) {
        return 0;
      }
      news = false;
      return turn(nowMs);
    } catch (RuntimeException e) {
      failure = e; // what is in memory may not be what was written
      throw e;
    }
  }

  private int turn(long nowMs) {
    if (nowMs - workedMs > settings.lostAfterMs() / 2) {
      giveGrace(nowMs); // it was this process that stood still
    }
    workedMs = nowMs;
    int work = schedule(nowMs);
    if (stoppingMs == 0) {
      work += decide(nowMs);
    }
    return work + tell(nowMs);
  }

  private int schedule(long nowMs) {
    List<SchedulerEvent> events = scheduler.poll();
    for (SchedulerEvent event : events) {
      if (event instanceof SchedulerEvent.Ended ended) {
        onEnded(ended, nowMs);
      } else if (event instanceof SchedulerEvent.Started) {
        roster.know(event.container(), nowMs).onStarted(nowMs);
      } else if (event instanceof SchedulerEvent.Refused refused) {
        roster.know(event.container(), nowMs).onEnded(refused.cause(), nowMs);
      }
    }
    if (isGrace(nowMs)) {
      return events.size();
    }
    for (KnownWorker worker : roster.all()) {
      worker.judge(settings, nowMs);
      if (worker.isRestartDue(settings, nowMs)) {
        if (stoppingMs > 0) {
          scheduler.release(worker.name);
        } else if (!worker.released) {
          scheduler.restart(worker.name);
        }
      }
    }
    return events.size();
  }

  private void onEnded(SchedulerEvent.Ended ended, long nowMs) {
    KnownWorker worker = roster.get(ended.container());
    if (worker != null && worker.released) {
      roster.forget(worker.name);
      drains.forget(worker.name);
    } else if (worker != null) {
      worker.onEnded(ended.cause(), nowMs);
    }
  }

  private boolean isGrace(long nowMs) {
    if (nowMs >= graceEndsMs) {
      return false;
    }
    if (roster.all().stream().allMatch(worker -> worker.isHeardSince(graceBeganMs))) {
      graceEndsMs = nowMs;
      return false;
    }
    return true;
  }

  private int decide(long nowMs) {
    boolean epoch = nowMs - epochMs >= settings.epochMs();
    epochMs = epoch ? nowMs : epochMs;
    List<ApplicationControl> ended = new ArrayList<>();
    int work = 0;
    for (ApplicationControl application : applications.values()) {
      long before = application.revision();
      if (application.phase() == Phase.RUNNING) {
        decide(application, nowMs, epoch);
      } else if (application.phase() == Phase.STOPPING) {
        application.stopsSince(nowMs);
        if (isStopped(application, nowMs)) {
          if (application.keepsState()) {
            application.stopped();
          } else {
            ended.add(application);
          }
        }
      }
      application.commit();
      work += application.revision() == before ? 0 : 1;
    }
    for (ApplicationControl application : ended) {
      store.delete(application.number);
      archive.delete(application.number);
      applications.remove(application.name);
    }
    if (!isGrace(nowMs) && spec != null) {
      chooseSurplus();
      letGo();
    }
    return work + ended.size();
  }

  private void decide(ApplicationControl application, long nowMs, boolean epoch) {
    application.observe(roster, nowMs);
    application.commit(); // who may be promoted is written before it counts
    decideRestore(application, nowMs);
    application.decideRewind(roster, nowMs, clock.nowMs());
    Planner planner = new Planner(application, roster, settings, nowMs, clock.nowMs());
    planner.settle();
    if (!isGrace(nowMs)) {
      planner.move(loads(application));
    }
    application.weighLag(roster);
    if (epoch) {
      application.nextEpoch(roster);
    }
  }

  private void decideRestore(ApplicationControl application, long nowMs) {
    application.mirror.observe(application, roster);
    if (!isGrace(nowMs)) {
      CopyWatch copies = new CopyWatch(application.number, roster, settings, nowMs);
      application.mirror.decide(application, roster, copies, nowMs, clock.nowMs());
    }
  }

  /** How many partitions of other applications each worker owns. */
  private Map<String, Integer> loads(ApplicationControl but) {
    Map<String, Integer> loads = new HashMap<>();
    for (ApplicationControl application : applications.values()) {
      if (application != but && application.phase() == Phase.RUNNING) {
        application.places.forEach(
            place -> loads.merge(String.valueOf(place.owner()), 1, Integer::sum));
      }
    }
    return loads;
  }

  /** Whether it was told for a while, and no worker has it. Lost ones are told when they return. */
  private boolean isStopped(ApplicationControl application, long nowMs) {
    long toldMs = application.stoppedMs();
    return nowMs - toldMs >= 3 * settings.pulseMs()
        && roster.all().stream()
            .filter(KnownWorker::isLive)
            .allMatch(
                worker ->
                    worker.isHeardSince(toldMs + settings.pulseMs())
                        && worker.of(application.number) == null);
  }

  /** Lets go of workers that have nothing left. */
  private void letGo() {
    for (KnownWorker worker : roster.all()) {
      if (worker.surplus && !worker.released && !holdsAnything(worker)) {
        worker.released = true;
        scheduler.release(worker.name);
      }
    }
    wish();
  }

  /**
   * Those that are too many are to get rid of what they have: those first that are drained, then
   * those that have nothing.
   */
  private void chooseSurplus() {
    List<KnownWorker> there =
        roster.all().stream()
            .filter(one -> !one.surplus)
            .sorted(
                Comparator.comparing((KnownWorker one) -> !roster.isDrained(one.name))
                    .thenComparing(this::holdsAnything)
                    .thenComparing(Comparator.comparing((KnownWorker one) -> one.name).reversed()))
            .toList();
    for (int i = 0; i < there.size() - wanted; i++) {
      there.get(i).surplus = true;
    }
  }

  /**
   * As many workers are wanted as were asked for, or as the widest application is to be on, which
   * is kept with it: drained ones do not count for that. The scheduler is to keep also those that
   * are too many, until they were let go.
   */
  private void wish() {
    int there = (int) roster.all().stream().filter(worker -> !worker.released).count();
    int drained = (int) roster.all().stream().filter(one -> roster.isDrained(one.name)).count();
    int widest =
        applications.values().stream()
            .map(ApplicationControl::workers)
            .filter(Objects::nonNull)
            .map(workers -> workers + drained)
            .reduce(asked, Math::max);
    if (widest != wanted) {
      wanted = widest;
      roster.all().stream().filter(one -> !one.released).forEach(one -> one.surplus = false);
    }
    int wish = Math.max(wanted, there);
    if (spec != null && wish != wished) {
      wished = wish;
      scheduler.want(spec, wish);
    }
  }

  private boolean holdsAnything(KnownWorker worker) {
    return applications.values().stream()
        .anyMatch(application -> application.hosts().anyMatch(worker.name::equals));
  }

  // ---------------------------------------------------------------- what is told

  private int tell(long nowMs) {
    int sent = 0;
    Members now = roster.members(term);
    boolean pulse = nowMs - pulsedMs >= settings.pulseMs();
    if (pulse) {
      pulsedMs = nowMs;
      pulses++;
    }
    if (!now.equals(members) || (pulse && pulses % PULSES_PER_GREETING == 0)) {
      members = now;
      roster.all().forEach(KnownWorker::greetAgain);
    }
    for (KnownWorker worker : roster.all()) {
      if (worker.canBeTold()) {
        sent += tell(worker, pulse, nowMs);
      }
    }
    for (ApplicationControl application : applications.values()) {
      sent += ask(application, nowMs);
    }
    return sent;
  }

  private int ask(ApplicationControl application, long nowMs) {
    RewindQuestion question =
        application.rewind() == null || application.phase() != Phase.RUNNING
            ? null
            : application
                .rewind()
                .question(
                    term, application.number, application.generation(), settings.resendMs(), nowMs);
    if (question == null) {
      return 0;
    }
    roster.all().stream()
        .filter(KnownWorker::canBeTold)
        .forEach(worker -> outlet.send(worker.name, question));
    return 1;
  }

  private int tell(KnownWorker worker, boolean pulse, long nowMs) {
    int sent = 0;
    if (worker.isGreetingDue()) {
      outlet.send(worker.name, members);
      sent++;
    }
    if (stoppingMs == 0) {
      for (ApplicationControl application : applications.values()) {
        if (application.phase() == Phase.RUNNING
            && worker.isTableDue(
                application.number, application.revision(), settings.resendMs(), nowMs)) {
          outlet.send(worker.name, application.table(term));
          sent++;
        }
      }
    }
    return pulse ? sent + pulse(worker, nowMs) : sent;
  }

  private int pulse(KnownWorker worker, long nowMs) {
    if (stoppingMs > 0) {
      if (nowMs - stoppingMs > SHUTDOWN_PATIENCE_MS) {
        scheduler.release(worker.name);
      }
      outlet.send(worker.name, new Shutdown(term));
      return 1;
    }
    List<ApplicationPulse> running = new ArrayList<>();
    List<ApplicationEpoch> mirrored = new ArrayList<>();
    for (ApplicationControl application : applications.values()) {
      switch (application.phase()) {
        case RUNNING -> {
          running.add(
              new ApplicationPulse(application.number, application.epoch(), application.isHeld()));
          mirrored.add(
              new ApplicationEpoch(
                  application.number, application.generation(), application.mirror.epoch()));
        }
        case STOPPING ->
            outlet.send(
                worker.name, new Withdrawal(term, application.number, application.keepsState()));
        case STOPPED -> {}
      }
    }
    outlet.send(worker.name, new Pulse(term, running));
    if (archive.exists()) {
      outlet.send(worker.name, new MirroredEpochs(term, mirrored));
    }
    for (ApplicationReport report : worker.report().applications()) {
      if (applications.values().stream()
          .noneMatch(one -> one.number == report.application() && one.phase() != Phase.STOPPED)) {
        // It was away when all were told. What it has may be all that is left, so it is kept.
        outlet.send(worker.name, new Withdrawal(term, report.application(), true));
      }
    }
    return 1;
  }

  // ---------------------------------------------------------------- what is wished

  /**
   * So many workers are to be there, or more if an application is to be on more of them. Those that
   * are too many get rid of their partitions first.
   */
  public void wantWorkers(WorkerSpec ofEach, int count) {
    spec = ofEach;
    asked = count;
    wished = -1;
    wish();
  }

  /**
   * Makes an application, or goes on with one that was stopped with its state kept.
   *
   * @throws ClusterException if there is one of that name
   */
  public void deploy(Deployment deployment) {
    checkWorkers(deployment.workers());
    ApplicationControl there = applications.get(deployment.name());
    checkMirrored(deployment, there);
    if (there == null) {
      ApplicationControl made = ApplicationControl.of(deployment, store, settings, archive);
      written(made);
      applications.put(made.name, made);
      return;
    }
    if (there.phase() == Phase.STOPPED && there.number == deployment.metadata().application()) {
      checkSame(there, deployment);
      there.resume(deployment);
      written(there);
      return;
    }
    throw refused(
        Reason.CONFLICT,
        "application cannot be deployed: name="
            + deployment.name()
            + ", phase="
            + there.phase()
            + switch (there.phase()) {
              case RUNNING -> "; update it, or choose another name";
              case STOPPING -> "; wait until it has stopped";
              case STOPPED ->
                  "; its state is kept: go on with it by its number, or stop it without state";
            });
  }

  /** The mirror must be there, and must have had all of the application from its beginning. */
  private void checkMirrored(Deployment deployment, ApplicationControl there) {
    if (deployment.durability() != Durability.MIRRORED) {
      return;
    }
    if (!archive.exists()) {
      throw refused(
          Reason.CONFLICT,
          "cluster has no mirror, so nothing can be mirrored: name="
              + deployment.name()
              + "; start the cluster with --mirror, or choose another durability");
    }
    if (there != null && !there.isMirrored()) {
      throw refused(
          Reason.CONFLICT,
          "durability mirrored is for applications that had it from their beginning: name="
              + deployment.name()
              + "; keep its durability, or stop it without its state and deploy it again");
    }
  }

  /**
   * Replaces the code of an application: stops it, with last snapshots, and goes on by the new
   * code. Going back is an update, too.
   *
   * @throws ClusterException if there is none of that name, if it is another application, or if
   *     some partition is not live: what it has not folded must be folded by the code at hand
   */
  public void update(Deployment deployment) {
    ApplicationControl application = running(deployment.name());
    checkSame(application, deployment);
    if (!application.isLive(roster)) {
      throw refused(
          Reason.CONFLICT,
          "application cannot be updated now: name="
              + application.name
              + ", some partition is not live; wait until 'describe' shows all of them live");
    }
    application.update(deployment, nowMs());
    written(application);
  }

  private static void checkSame(ApplicationControl application, Deployment deployment) {
    if (application.number != deployment.metadata().application()
        || application.partitions() != deployment.metadata().partitions()) {
      throw refused(
          Reason.MALFORMED,
          "not the same application: name="
              + application.name
              + ", number="
              + deployment.metadata().application()
              + ", partitions="
              + deployment.metadata().partitions()
              + "; it has number "
              + application.number
              + " and "
              + application.partitions()
              + " partitions");
    }
  }

  /**
   * Code that an application runs or has run.
   *
   * @throws ClusterException if there is none of that version
   */
  public DeployedCode code(String name, int version) {
    ApplicationStatus status = known(name).status(term);
    List<DeployedCode> codes = new ArrayList<>(status.earlier());
    codes.add(status.table().code());
    return codes.stream()
        .filter(code -> code.version() == version)
        .findFirst()
        .orElseThrow(
            () ->
                refused(
                    Reason.UNKNOWN,
                    "no such version: application="
                        + name
                        + ", version="
                        + version
                        + "; there are "
                        + codes.stream().map(DeployedCode::version).toList()));
  }

  /**
   * Spreads an application over so many workers. The cluster gets more of them if there are too
   * few, and lets go of those that were there only for it.
   */
  public void scale(String name, int workers) {
    checkWorkers(workers);
    ApplicationControl application = running(name);
    application.scale(workers);
    written(application);
  }

  /**
   * Gives a worker no more partitions, and moves away those that it has, while data flows. It stays
   * so, also under later coordinators, until {@link #undrain}.
   *
   * @throws ClusterException if there is no such worker, or others cannot take what it has
   */
  public void drain(String worker) {
    written(() -> drains.begin(worker, applications.values()));
  }

  /**
   * Lets a worker have partitions again.
   *
   * @throws ClusterException if there is no such worker
   */
  public void undrain(String worker) {
    written(() -> drains.end(worker));
  }

  private static void checkWorkers(Integer workers) {
    if (workers != null && workers < 1) {
      throw refused(Reason.MALFORMED, "too few workers: workers=" + workers + "; at least 1");
    }
  }

  /**
   * Takes all of an application back to an earlier moment. What is possible is asked of workers
   * first, so it is decided later.
   *
   * @return to be looked at in the coordinator's thread
   * @throws ClusterException if it cannot be
   */
  RewindRequest rewind(String name, RewindTarget target) {
    ApplicationControl application = rewindable(name);
    if (application.rewind() != null && application.rewind().isOpen()) {
      throw refused(
          Reason.CONFLICT, "another rewind is under way: application=" + name + "; wait for it");
    }
    questions += 2;
    application.rewind(new RewindRequest(name, target, questions, nowMs()));
    news = true;
    return application.rewind();
  }

  /**
   * Keeps what is needed to go back to this moment.
   *
   * @throws ClusterException if there is one of that name, or it cannot be
   */
  public Savepoint createSavepoint(String name, String savepoint) {
    ApplicationControl application = rewindable(name);
    if (!Savepoint.isName(savepoint)) {
      throw refused(
          Reason.MALFORMED,
          "savepoint cannot be called so: name="
              + savepoint
              + "; a letter, then letters, digits, dots, dashes, underscores, at most 100");
    }
    if (application.lineage().savepoint(savepoint).isPresent()) {
      throw refused(
          Reason.CONFLICT,
          "savepoint is there already: application="
              + name
              + ", savepoint="
              + savepoint
              + "; delete it first, or choose another name");
    }
    Savepoint made = application.savepoint(savepoint, clock.nowMs());
    written(application);
    return made;
  }

  /** The savepoints of an application, oldest first. */
  public List<Savepoint> savepoints(String name) {
    return known(name).lineage().savepoints();
  }

  /** A savepoint. */
  public Savepoint savepoint(String name, String savepoint) {
    return known(name)
        .lineage()
        .savepoint(savepoint)
        .orElseThrow(
            () ->
                refused(
                    Reason.UNKNOWN,
                    "no such savepoint: application="
                        + name
                        + ", savepoint="
                        + savepoint
                        + "; there are "
                        + savepoints(name).stream().map(Savepoint::name).toList()));
  }

  /** Keeps what a savepoint needs no longer. */
  public void deleteSavepoint(String name, String savepoint) {
    known(name).forget(savepoint(name, savepoint));
    written(known(name));
  }

  private ApplicationControl rewindable(String name) {
    ApplicationControl application = running(name);
    if (application.lineage().rewindableMs() == 0) {
      throw refused(
          Reason.CONFLICT,
          "application keeps nothing to go back to: application="
              + name
              + "; deploy it with --rewindable 1m, or for longer");
    }
    return application;
  }

  /**
   * Ends an application.
   *
   * @param keepState whether it can be gone on with
   */
  public void stop(String name, boolean keepState) {
    ApplicationControl application = known(name);
    if (application.phase() == Phase.STOPPING) {
      throw refused(
          Reason.CONFLICT, "application is being stopped: name=" + name + "; wait until it has");
    }
    if (application.phase() == Phase.RUNNING || !keepState) {
      application.stop(keepState, nowMs());
      written(application);
    }
  }

  /** Ends all workers. Applications go on when the cluster is started again. */
  public void shutdown() {
    stoppingMs = stoppingMs == 0 ? nowMs() : stoppingMs;
    if (spec != null) {
      scheduler.want(spec, 0);
    }
  }

  /** Whether {@link #shutdown} has been carried out. */
  public boolean isDone() {
    return stoppingMs > 0
        && roster.all().stream().noneMatch(worker -> worker.isLive() || !worker.hasEnded());
  }

  private void written(ApplicationControl application) {
    written(application::commit);
  }

  private void written(Runnable writing) {
    news = true;
    try {
      writing.run();
    } catch (ClusterException e) {
      throw e; // refused: nothing was written
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    }
  }

  private ApplicationControl known(String name) {
    ApplicationControl application = applications.get(name);
    if (application == null) {
      throw refused(
          Reason.UNKNOWN,
          "no such application: name=" + name + "; there are " + applications.keySet());
    }
    return application;
  }

  private ApplicationControl running(String name) {
    ApplicationControl application = known(name);
    if (application.phase() != Phase.RUNNING) {
      throw refused(
          Reason.CONFLICT,
          "application does not run: name="
              + name
              + ", phase="
              + application.phase()
              + "; deploy it again");
    }
    return application;
  }

  private static ClusterException refused(Reason reason, String message) {
    return new ClusterException(reason, message);
  }

  /** What is known now. */
  public CoordinatorView view() {
    List<WorkerStanding> workers = new ArrayList<>();
    for (KnownWorker worker : roster.all()) {
      int owns = 0;
      int follows = 0;
      for (ApplicationControl application : applications.values()) {
        for (Place place : application.places) {
          owns += worker.name.equals(place.owner()) ? 1 : 0;
          follows += worker.name.equals(place.follower()) ? 1 : 0;
        }
      }
      workers.add(
          new WorkerStanding(
              worker.name,
              worker.phase(),
              worker.cause(),
              worker.surplus,
              roster.isDrained(worker.name),
              owns + follows == 0 && !worker.hasPartitions(),
              worker.report(),
              owns,
              follows));
    }
    return new CoordinatorView(
        term,
        stoppingMs > 0,
        wanted,
        workers,
        applications.values().stream().map(application -> application.status(term)).toList());
  }
}
