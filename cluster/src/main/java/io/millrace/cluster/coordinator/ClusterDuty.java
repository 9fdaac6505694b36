package io.millrace.cluster.coordinator;

import io.millrace.cluster.code.PreparedCode;
import io.millrace.cluster.control.ApplicationTable;
import io.millrace.cluster.control.ControlCodec;
import io.millrace.cluster.control.ControlMessage;
import io.millrace.cluster.control.ControlMessageException;
import io.millrace.cluster.control.CopyReport;
import io.millrace.cluster.control.DeployedCode;
import io.millrace.cluster.control.DivergenceReport;
import io.millrace.cluster.control.Durability;
import io.millrace.cluster.control.RewindAnswer;
import io.millrace.cluster.control.WorkerReport;
import io.millrace.cluster.coordinator.CoordinatorView.ApplicationStatus;
import io.millrace.cluster.coordinator.CoordinatorView.MirrorStatus;
import io.millrace.cluster.coordinator.CoordinatorView.WorkerPhase;
import io.millrace.cluster.coordinator.CoordinatorView.WorkerStanding;
import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.cluster.directory.ClusterSettings;
import io.millrace.cluster.directory.CoordinatorAddress;
import io.millrace.cluster.http.ApplicationStanding;
import io.millrace.cluster.http.ApplicationView;
import io.millrace.cluster.http.ApplicationView.EventView;
import io.millrace.cluster.http.ApplicationView.MirrorView;
import io.millrace.cluster.http.ApplicationView.MirroredPartitionView;
import io.millrace.cluster.http.ClusterView;
import io.millrace.cluster.http.ClusterView.CoordinatorProcessView;
import io.millrace.cluster.http.ClusterView.WorkerView;
import io.millrace.cluster.http.RewindControl;
import io.millrace.cluster.scheduler.Scheduler;
import io.millrace.cluster.scheduler.WorkerSpec;
import io.millrace.http.RefusedException;
import io.millrace.runtime.Clock;
import io.millrace.runtime.plan.ApplicationMetadata;
import io.millrace.storage.SharedFiles;
import io.millrace.storage.mirror.Mirror;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The coordinator in its process: what arrives, and what is asked over HTTP, gets to it. */
final class ClusterDuty implements CoordinatorDuty {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterDuty.class);

  /** So long after the end, answers are on their way to whoever asked for it. */
  private static final long LAST_ANSWERS_NS = 500_000_000L;

  /** Makes the coordinator of a cluster. */
  record Making(
      ClusterDirectory directory, ClusterSettings settings, Scheduler scheduler, Clock clock)
      implements Factory {

    @Override
    public CoordinatorDuty open(ControlLinks links, Commands commands) {
      return new ClusterDuty(this, links, commands);
    }
  }

  private final Making by;
  private final Commands commands;
  private final Coordinator coordinator;
  private final RewindDuty rewinds;
  private final MirrorArchive mirror;
  private CoordinatorAddress address;
  private long doneNs;

  private ClusterDuty(Making by, ControlLinks links, Commands commands) {
    this.by = by;
    this.commands = commands;
    mirror =
        by.settings.mirror() == null
            ? MirrorArchive.NONE
            : new AskedMirror(Mirror.at(by.settings.mirror()));
    coordinator =
        new Coordinator(
            new DirectoryCoordinatorStore(files(by), "metadata"),
            by.scheduler,
            by.clock,
            CoordinatorSettings.usual(),
            mirror,
            links::offer);
    rewinds =
        new RewindDuty(
            new RewindDuty.Asking() {
              @Override
              public <T> T ask(Function<Coordinator, T> question) {
                return ClusterDuty.this.ask(() -> question.apply(coordinator));
              }
            });
    coordinator.wantWorkers(new WorkerSpec(by.settings.memoryMb(), 1), by.settings.workers());
  }

  private static SharedFiles files(Making by) {
    SharedFiles shared = by.directory.shared();
    return by.directory.isLocal() ? shared : new PatientFiles(shared, by.clock);
  }

  @Override
  public void serves(CoordinatorAddress at) {
    address = at;
  }

  @Override
  public void onConnected(String worker) {
    coordinator.onConnected(worker);
  }

  @Override
  public void onLost(String worker, String reason) {
    coordinator.onLost(worker, reason);
  }

  @Override
  public void onMessage(String worker, byte[] message) {
    try {
      ControlMessage decoded = ControlCodec.decode(message, 0, message.length);
      if (decoded instanceof WorkerReport report && report.worker().equals(worker)) {
        coordinator.onReport(report);
      } else if (decoded instanceof CopyReport report && report.worker().equals(worker)) {
        coordinator.onCopies(report);
      } else if (decoded instanceof RewindAnswer answer && answer.worker().equals(worker)) {
        coordinator.onAnswer(answer);
      } else if (decoded instanceof DivergenceReport report && report.worker().equals(worker)) {
        coordinator.onDivergence(report);
      }
    } catch (ControlMessageException e) {
      LOG.warn("message not understood: worker={}; {}", worker, e.getMessage());
    }
  }

  @Override
  public int work() {
    int work = coordinator.work();
    if (coordinator.isDone() && doneNs == 0) {
      doneNs = by.clock.nanoTime();
    }
    return work;
  }

  @Override
  public boolean isDone() {
    return doneNs != 0 && by.clock.nanoTime() - doneNs > LAST_ANSWERS_NS;
  }

  @Override
  public void close() {
    by.scheduler.close();
  }

  // ------------------------------------------------------------------ what is asked

  private <T> T ask(Supplier<T> question) {
    return commands.ask(
        () -> {
          try {
            return question.get();
          } catch (ClusterException e) {
            throw switch (e.reason()) {
              case UNKNOWN -> RefusedException.unknown(e.getMessage());
              case CONFLICT -> RefusedException.conflict(e.getMessage());
              case MALFORMED -> RefusedException.malformed(e.getMessage());
            };
          }
        });
  }

  private void tell(Runnable order) {
    ask(
        () -> {
          order.run();
          return null;
        });
  }

  @Override
  public ClusterView cluster() {
    CoordinatorView view = ask(coordinator::view);
    List<WorkerReport> reports = reports(view);
    return new ClusterView(
        by.settings.name(),
        by.directory.toString(),
        view.stopping() ? "stopping" : "running",
        new CoordinatorProcessView(
            address.pid(), address.host(), view.term(), address.address(), address.api()),
        view.wanted(),
        view.workers().stream().map(ClusterDuty::worker).toList(),
        view.applications().stream()
            .filter(application -> application.phase() != StoredApplication.Phase.STOPPED)
            .map(application -> standing(application, reports).summary())
            .toList());
  }

  private static List<WorkerReport> reports(CoordinatorView view) {
    return view.workers().stream()
        .filter(worker -> worker.phase() == WorkerPhase.LIVE)
        .map(WorkerStanding::report)
        .filter(Objects::nonNull)
        .toList();
  }

  private static WorkerView worker(WorkerStanding worker) {
    WorkerReport report = worker.report();
    String phase =
        switch (worker.phase()) {
          case AWAITED -> "starting";
          case LIVE -> "live";
          case LOST -> "lost";
        };
    return new WorkerView(
        worker.name(),
        phase,
        worker.drains() ? worker.isEmpty() ? "drained" : "draining" : null,
        report == null ? null : report.pid(),
        report == null ? null : report.host(),
        report == null ? null : report.incarnation(),
        report == null ? null : report.address(),
        report == null ? null : report.api(),
        worker.owns(),
        worker.follows(),
        worker.cause());
  }

  private static ApplicationStanding standing(
      ApplicationStatus application, List<WorkerReport> reports) {
    return new ApplicationStanding(
        application.table(),
        reports,
        application.begun(),
        application.finished(),
        application.phase() == StoredApplication.Phase.STOPPING,
        application.loss());
  }

  @Override
  public ApplicationView application(String name) {
    CoordinatorView view = ask(coordinator::view);
    ApplicationStatus application = status(view, name);
    return standing(application, reports(view)).view(history(application), mirrorView(application));
  }

  private static MirrorView mirrorView(ApplicationStatus application) {
    MirrorStatus status = application.mirror();
    return status == null
        ? null
        : new MirrorView(
            status.epoch() < 0 ? null : status.epoch(),
            status.places().stream()
                .map(
                    place ->
                        new MirroredPartitionView(
                            place.partition(),
                            place.epoch() < 0 ? null : place.epoch(),
                            place.offset() < 0 ? null : place.offset(),
                            place.failure()))
                .toList());
  }

  /** What happened to partitions, and to all of them at once, in the order of time. */
  private static List<EventView> history(ApplicationStatus application) {
    Stream<EventView> rewinds =
        ApplicationMetadata.decode(application.table().metadata()).lineage().rewinds().stream()
            .map(
                rewind ->
                    new EventView(
                        Instant.ofEpochMilli(rewind.atMs()).toString(),
                        null,
                        "rewound to epoch "
                            + rewind.epoch()
                            + ": generation "
                            + rewind.generation()
                            + " begins"));
    Stream<EventView> terms =
        application.history().stream()
            .map(
                event ->
                    new EventView(
                        Instant.ofEpochMilli(event.atMs()).toString(),
                        event.partition(),
                        "term "
                            + event.term()
                            + " on "
                            + event.owner()
                            + ": "
                            + event.cause()
                            + (event.pauseMs() < 0 ? "" : ", pause " + event.pauseMs() + " ms")));
    return Stream.concat(rewinds, terms)
        .sorted(Comparator.comparing(event -> Instant.parse(event.at())))
        .toList();
  }

  private static ApplicationStatus status(CoordinatorView view, String name) {
    return view.applications().stream()
        .filter(one -> one.table().name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                RefusedException.unknown(
                    "no such application: app="
                        + name
                        + "; there are "
                        + view.applications().stream().map(one -> one.table().name()).toList()));
  }

  @Override
  public Known known(String name) {
    ApplicationTable table = status(ask(coordinator::view), name).table();
    return new Known(
        ApplicationMetadata.decode(table.metadata()),
        table.code().application(),
        table.code().settings());
  }

  @Override
  public DeployedCode code(String name, int version) {
    return ask(() -> coordinator.code(name, version));
  }

  @Override
  public Optional<ApplicationMetadata> kept(String name) {
    return ask(coordinator::view).applications().stream()
        .filter(one -> one.phase() == StoredApplication.Phase.STOPPED)
        .map(ApplicationStatus::table)
        .filter(table -> table.name().equals(name))
        .map(table -> ApplicationMetadata.decode(table.metadata()))
        .findFirst();
  }

  @Override
  public void deploy(PreparedCode code, Integer workers, Durability durability) {
    tell(
        () ->
            coordinator.deploy(
                new Deployment(code.name(), code.code(), code.metadata(), workers, durability)));
  }

  @Override
  public void update(PreparedCode code) {
    tell(
        () -> {
          ApplicationStatus now = status(coordinator.view(), code.name());
          coordinator.update(
              new Deployment(
                  code.name(),
                  code.code(),
                  code.metadata(),
                  now.workers(),
                  now.table().durability()));
        });
  }

  @Override
  public void scale(String name, int workers) {
    tell(() -> coordinator.scale(name, workers));
  }

  @Override
  public void drain(String worker) {
    tell(() -> coordinator.drain(worker));
  }

  @Override
  public void undrain(String worker) {
    tell(() -> coordinator.undrain(worker));
  }

  @Override
  public RewindControl rewinds() {
    return rewinds;
  }

  @Override
  public void stop(String name, boolean keepState) {
    tell(() -> coordinator.stop(name, keepState));
  }

  @Override
  public void stopCluster() {
    tell(coordinator::shutdown);
  }
}
