package io.millrace.cluster.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.millrace.cluster.code.CodeException;
import io.millrace.cluster.code.CodeUnreadableException;
import io.millrace.cluster.code.UserCodeException;
import io.millrace.cluster.directory.ApiTokens;
import io.millrace.cluster.directory.ArtefactStore;
import io.millrace.http.JsonAnswers;
import io.millrace.http.RefusedException;
import io.millrace.runtime.Clock;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves a cluster's coordinator. */
public final class ClusterApi implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterApi.class);

  private final ClusterControl control;
  private final String host;
  private final Admission admission;
  private final Deploying deploying;
  private final Rewinding rewinding;
  private final Javalin server;

  private ClusterApi(
      ClusterControl control, ArtefactStore artefacts, Clock clock, String host, ApiTokens tokens) {
    this.host = host;
    this.admission = new Admission(tokens);
    this.control = control;
    this.deploying = new Deploying(control, artefacts, clock);
    this.rewinding = new Rewinding(control.rewinds(), clock);
    this.server = Javalin.create(this::configure);
  }

  /** Starts serving those who have a token, at any free port of this address. */
  public static ClusterApi start(
      ClusterControl control, ArtefactStore artefacts, Clock clock, String host, ApiTokens tokens) {
    ClusterApi api = new ClusterApi(control, artefacts, clock, host, tokens);
    api.server.start(host, 0);
    return api;
  }

  private void configure(JavalinConfig config) {
    JsonAnswers.configure(config, paths());
    config.routes.before(admission::admit);
    config.routes.get("/health", this::health);
    config.routes.get("/log", OwnLog::last);
    config.routes.get("/cluster", context -> JsonAnswers.answer(context, control.cluster()));
    config.routes.get(
        "/apps", context -> JsonAnswers.answer(context, control.cluster().applications()));
    config.routes.get(
        "/apps/{name}", context -> JsonAnswers.answer(context, control.application(name(context))));
    config.routes.get("/apps/{name}/metadata", this::metadata);
    config.routes.post("/apps", deploying::deploy);
    config.routes.post("/apps/{name}/update", deploying::update);
    config.routes.post("/apps/{name}/scale", this::scale);
    config.routes.post("/apps/{name}/stop", this::stop);
    config.routes.post("/apps/{name}/rewind", rewinding::rewind);
    config.routes.get("/apps/{name}/savepoints", rewinding::savepoints);
    config.routes.post("/apps/{name}/savepoints/{savepoint}", rewinding::create);
    config.routes.delete("/apps/{name}/savepoints/{savepoint}", rewinding::delete);
    config.routes.post("/cluster/stop", this::stopCluster);
    config.routes.post("/cluster/workers/{worker}/drain", this::drain);
    config.routes.delete("/cluster/workers/{worker}/drain", this::undrain);
    for (String path : List.of("/topics", "/topology", "/state/{function}/{state}")) {
      config.routes.get("/apps/{name}" + path, this::toWorker);
    }
    for (String path : List.of("/topics/{topic}", "/functions/{function}/release")) {
      config.routes.post("/apps/{name}" + path, this::toWorker);
    }
    config.routes.exception(RefusedException.class, (e, to) -> JsonAnswers.refuse(to, e));
    config.routes.exception(CodeException.class, (e, to) -> error(to, 400, e));
    config.routes.exception(CodeUnreadableException.class, (e, to) -> error(to, 400, e));
    config.routes.exception(UserCodeException.class, this::userCodeFailed);
    config.routes.exception(IllegalArgumentException.class, (e, to) -> error(to, 400, e));
    config.routes.exception(Exception.class, this::unexpected);
  }

  private static List<String> paths() {
    return List.of(
        "GET /health",
        "GET /cluster",
        "GET /log?lines=",
        "GET /apps",
        "GET /apps/{name}",
        "GET /apps/{name}/metadata",
        "POST /apps?jar=&name=&app=&workers=&partitions=&durability=&rewindable=&state=&stateMemory="
            + "&set=KEY=VALUE",
        "POST /apps/{name}/update?jar=&version=&app=&set=KEY=VALUE&unset=KEY",
        "POST /apps/{name}/scale?workers=",
        "POST /apps/{name}/stop?keepState=",
        "POST /apps/{name}/rewind?to=",
        "GET /apps/{name}/savepoints",
        "POST /apps/{name}/savepoints/{savepoint}",
        "DELETE /apps/{name}/savepoints/{savepoint}",
        "POST /cluster/stop",
        "POST /cluster/workers/{worker}/drain",
        "DELETE /cluster/workers/{worker}/drain",
        "GET /apps/{name}/topics",
        "GET /apps/{name}/topology",
        "GET /apps/{name}/state/{function}/{state}?key=",
        "POST /apps/{name}/topics/{topic}",
        "POST /apps/{name}/functions/{function}/release?key=");
  }

  private void health(Context context) {
    ClusterView cluster = control.cluster();
    JsonAnswers.answer(context, Map.of("cluster", cluster.cluster(), "phase", cluster.phase()));
  }

  private void scale(Context context) {
    Integer workers = Parameters.number(context, "workers", 1, 10_000);
    if (workers == null) {
      throw RefusedException.malformed("workers missing; write ?workers=N");
    }
    control.scale(name(context), workers);
    JsonAnswers.answer(context, Map.of("application", name(context), "workers", workers));
  }

  private void stop(Context context) {
    boolean keepState = Boolean.parseBoolean(context.queryParam("keepState"));
    control.stop(name(context), keepState);
    JsonAnswers.answer(context, Map.of("application", name(context), "keepState", keepState));
  }

  private void stopCluster(Context context) {
    control.stopCluster();
    JsonAnswers.answer(context, Map.of("phase", "stopping"));
  }

  /** For those who fold its journals elsewhere. */
  private void metadata(Context context) {
    byte[] document = control.known(name(context)).metadata().encode();
    JsonAnswers.answer(context, Map.of("metadata", new String(document, StandardCharsets.UTF_8)));
  }

  private void drain(Context context) {
    control.drain(context.pathParam("worker"));
    worker(context);
  }

  private void undrain(Context context) {
    control.undrain(context.pathParam("worker"));
    worker(context);
  }

  private void worker(Context context) {
    String name = context.pathParam("worker");
    JsonAnswers.answer(
        context,
        control.cluster().workers().stream()
            .filter(worker -> worker.id().equals(name))
            .findFirst()
            .orElseThrow(() -> RefusedException.unknown("worker is gone: worker=" + name)));
  }

  /**
   * The coordinator touches no data: whoever asks for it is sent to a worker that has the
   * application, which knows where to go on.
   */
  private void toWorker(Context context) {
    ApplicationView application = control.application(name(context));
    String api =
        application.workers().stream()
            .filter(worker -> worker.api() != null && !worker.partitions().isEmpty())
            .map(ApplicationView.HostView::api)
            .findFirst()
            .orElseThrow(
                () ->
                    RefusedException.later(
                        "no worker has the application now: app="
                            + application.application()
                            + ", phase="
                            + application.phase()
                            + "; ask again in a moment, or see 'millrace describe'"));
    JsonAnswers.redirect(context, api, context.queryString(), "workers have the data: ask " + api);
  }

  private static String name(Context context) {
    return context.pathParam("name");
  }

  /** What user code threw is half of the message. */
  private void userCodeFailed(UserCodeException problem, Context context) {
    JsonAnswers.error(
        context,
        400,
        Deploying.asSent(context, problem.getMessage() + ", error=" + problem.getCause()));
  }

  private static void error(Context context, int status, Exception problem) {
    JsonAnswers.error(
        context, status, Deploying.asSent(context, String.valueOf(problem.getMessage())));
  }

  private void unexpected(Exception problem, Context context) {
    LOG.error("request failed: {} {}", context.method(), context.path(), problem);
    JsonAnswers.error(context, 500, problem.toString());
  }

  /** Where it listens. */
  public String address() {
    return "http://" + host + ":" + server.port();
  }

  @Override
  public void close() {
    server.stop();
  }
}
