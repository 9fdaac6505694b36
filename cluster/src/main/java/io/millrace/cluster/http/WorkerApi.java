package io.millrace.cluster.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.millrace.cluster.directory.ApiTokens;
import io.millrace.http.ApplicationRoutes;
import io.millrace.http.JsonAnswers;
import io.millrace.http.ServedApplication;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Serves what a worker has of the cluster's applications. */
public final class WorkerApi implements AutoCloseable {
  private static final String APPLICATION = "/apps/{name}";

  /** What a worker has. Asked by any thread. */
  public interface Hosting {
    /** The worker's name. */
    String worker();

    /** The names of the applications that are here. */
    List<String> applications();

    /**
     * What is here of an application.
     *
     * @throws io.millrace.http.RefusedException if nothing is, now
     */
    ServedApplication application(String name);
  }

  private final Hosting hosting;
  private final String host;
  private final Admission admission;
  private final ApplicationRoutes routes;
  private final WorkerMetrics metrics;
  private final Javalin server;

  private WorkerApi(Hosting hosting, String host, ApiTokens tokens) {
    this.host = host;
    this.admission = new Admission(tokens);
    this.hosting = hosting;
    this.routes = new ApplicationRoutes(context -> hosting.application(context.pathParam("name")));
    this.metrics = new WorkerMetrics(hosting, admission);
    this.server = Javalin.create(this::configure);
  }

  /** Starts serving those who have a token, at any free port of this address. */
  public static WorkerApi start(Hosting hosting, String host, ApiTokens tokens) {
    WorkerApi api = new WorkerApi(hosting, host, tokens);
    api.server.start(host, 0);
    return api;
  }

  private void configure(JavalinConfig config) {
    List<String> paths =
        new ArrayList<>(List.of("GET /health", "GET /apps", "GET /metrics", "GET /log?lines="));
    paths.addAll(ApplicationRoutes.paths(APPLICATION));
    JsonAnswers.configure(config, paths);
    config.routes.before(admission::admit);
    config.routes.get("/health", to -> JsonAnswers.answer(to, Map.of("worker", hosting.worker())));
    config.routes.get("/apps", to -> JsonAnswers.answer(to, hosting.applications()));
    config.routes.get("/metrics", metrics::scrape);
    config.routes.get("/log", OwnLog::last);
    routes.add(config, APPLICATION);
  }

  /** Where it listens. */
  public String address() {
    return "http://" + host + ":" + server.port();
  }

  @Override
  public void close() {
    routes.close();
    server.stop();
    metrics.close();
  }
}
