package io.millrace.cli;

import io.millrace.cluster.code.PreparedCode;
import io.millrace.cluster.control.DeployedCode;
import io.millrace.cluster.control.Durability;
import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.cluster.directory.CoordinatorAddress;
import io.millrace.cluster.http.ApplicationView;
import io.millrace.cluster.http.ApplicationView.EventView;
import io.millrace.cluster.http.ApplicationView.HostView;
import io.millrace.cluster.http.ApplicationView.MirrorView;
import io.millrace.cluster.http.ApplicationView.MirroredPartitionView;
import io.millrace.cluster.http.ApplicationView.PartitionView;
import io.millrace.cluster.http.ClusterApi;
import io.millrace.cluster.http.ClusterControl;
import io.millrace.cluster.http.ClusterView;
import io.millrace.cluster.http.ClusterView.ApplicationSummary;
import io.millrace.cluster.http.ClusterView.CoordinatorProcessView;
import io.millrace.cluster.http.ClusterView.WorkerView;
import io.millrace.http.Loopback;
import io.millrace.http.RefusedException;
import io.millrace.runtime.SystemClock;
import io.millrace.runtime.plan.ApplicationMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The real HTTP API over a coordinator that only remembers: two workers, whatever is deployed. */
public final class CoordinatorDouble implements ClusterControl, AutoCloseable {
  private final Map<String, App> apps = new TreeMap<>();
  private final Map<String, ApplicationMetadata> kept = new TreeMap<>();
  private final ClusterDirectory directory;
  private final ClusterApi api;
  final RewindsDouble rewinds = new RewindsDouble();
  private boolean stopping;
  private String drains;
  private int drainsFor = 2;

  /** What was asked for. */
  static final class App {
    PreparedCode code;
    final List<DeployedCode> codes = new ArrayList<>();
    int workers;
    Durability durability = Durability.LOCAL;
    String failure;

    /** How often it is still to be told that it starts. */
    int startsFor = 2;
  }

  public CoordinatorDouble(ClusterDirectory directory) {
    this(directory, 42);
  }

  /** One that says that it is this process. */
  public CoordinatorDouble(ClusterDirectory directory, long pid) {
    this.directory = directory;
    directory.create();
    api =
        ClusterApi.start(
            this, directory.artefacts(), new SystemClock(), Loopback.HOST, directory.apiTokens());
    long former = directory.coordinator().map(CoordinatorAddress::incarnation).orElse(0L);
    directory.announce(
        new CoordinatorAddress(former + 1, pid, "here", "127.0.0.1:9", api.address()));
  }

  String url() {
    return api.address();
  }

  synchronized App app(String name) {
    App app = apps.get(name);
    if (app == null) {
      throw RefusedException.unknown(
          "unknown application: app=" + name + "; known: " + apps.keySet());
    }
    return app;
  }

  @Override
  public synchronized ClusterView cluster() {
    if (stopping) {
      // later than the answer to whoever asked for the end
      directory.forgetCoordinator();
      new Thread(api::close).start();
    }
    return new ClusterView(
        "test",
        directory.toString(),
        stopping ? "stopping" : "running",
        new CoordinatorProcessView(42, "here", 3, "127.0.0.1:9", api.address()),
        2,
        List.of(worker("w1", 101L, null, 2), worker("w2", 102L, "killed by signal 9", drainsFor)),
        apps.values().stream().map(CoordinatorDouble::summary).toList());
  }

  private WorkerView worker(String id, long pid, String cause, int owns) {
    String drain = !id.equals(drains) ? null : owns == 0 ? "drained" : "draining";
    drainsFor -= drain != null && owns > 0 ? 1 : 0;
    return new WorkerView(
        id, "live", drain, pid, "here", 1L, "127.0.0.1:1", "http://127.0.0.1:2", owns, 0, cause);
  }

  private static ApplicationSummary summary(App app) {
    return new ApplicationSummary(
        app.code.name(),
        phase(app),
        app.code.code().version(),
        app.durability.toString(),
        app.code.metadata().partitions(),
        app.workers,
        7);
  }

  private static String phase(App app) {
    return app.failure != null ? "failed" : app.startsFor > 0 ? "starting" : "running";
  }

  @Override
  public synchronized ApplicationView application(String name) {
    App app = app(name);
    app.startsFor--;
    List<PartitionView> partitions =
        IntStream.range(0, app.code.metadata().partitions())
            .mapToObj(
                number ->
                    new PartitionView(
                        number,
                        "w" + (1 + number % 2),
                        app.durability.isReplicated() ? "w" + (2 - number % 2) : null,
                        app.durability.isReplicated(),
                        5,
                        true,
                        11L,
                        1234L,
                        1240L,
                        6L,
                        1000L,
                        null))
            .toList();
    return new ApplicationView(
        name,
        77,
        phase(app),
        app.failure,
        3,
        app.durability.toString(),
        app.code.metadata().state().toString(),
        app.code.code().version(),
        app.code.code().hash(),
        app.code.code().application(),
        app.code.code().settings(),
        11,
        true,
        Map.of("records_in", 9L),
        List.of(
            new HostView("w1", 101L, "here", null, List.of(0, 2)),
            new HostView("w2", 102L, "here", null, List.of(1))),
        partitions,
        List.of(new EventView("2026-01-01T00:00:00Z", 1, "owner w1 lost: killed by signal 9")),
        new MirrorView(
            9L,
            List.of(
                new MirroredPartitionView(0, 10L, 1230L, null),
                new MirroredPartitionView(1, 9L, 1200L, "no space left"))));
  }

  @Override
  public synchronized Known known(String name) {
    PreparedCode code = app(name).code;
    return new Known(code.metadata(), code.code().application(), code.code().settings());
  }

  @Override
  public synchronized DeployedCode code(String name, int version) {
    App app = app(name);
    return app.codes.stream()
        .filter(code -> code.version() == version)
        .findFirst()
        .orElseThrow(() -> RefusedException.unknown("no such version: version=" + version));
  }

  @Override
  public synchronized Optional<ApplicationMetadata> kept(String name) {
    return Optional.ofNullable(kept.get(name));
  }

  @Override
  public synchronized void deploy(PreparedCode code, Integer workers, Durability durability) {
    if (apps.containsKey(code.name())) {
      throw RefusedException.conflict("application runs already: app=" + code.name());
    }
    App app = new App();
    app.code = code;
    app.codes.add(code.code());
    app.workers = workers == null ? 2 : workers;
    app.durability = durability;
    app.failure = code.code().settings().get("input").equals("fails") ? "no such input" : null;
    apps.put(code.name(), app);
  }

  @Override
  public synchronized void update(PreparedCode code) {
    app(code.name()).code = code;
    app(code.name()).codes.add(code.code());
  }

  @Override
  public synchronized void drain(String worker) {
    if (worker.equals("w1")) {
      throw RefusedException.conflict("worker cannot be drained: worker=w1");
    }
    drains = worker;
  }

  @Override
  public synchronized void undrain(String worker) {
    drains = null;
  }

  @Override
  public RewindsDouble rewinds() {
    return rewinds;
  }

  @Override
  public synchronized void scale(String name, int workers) {
    app(name).workers = workers;
  }

  @Override
  public synchronized void stop(String name, boolean keepState) {
    ApplicationMetadata metadata = app(name).code.metadata();
    apps.remove(name);
    if (keepState) {
      kept.put(name, metadata);
    }
  }

  @Override
  public synchronized void stopCluster() {
    stopping = true;
  }

  @Override
  public void close() {
    api.close();
  }
}
