package io.millrace.cluster.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.millrace.cluster.code.CodeException;
import io.millrace.cluster.code.CodeUnreadableException;
import io.millrace.cluster.code.UserCodeException;
import io.millrace.cluster.directory.ArtefactStore;
import io.millrace.runtime.Clock;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves a cluster's coordinator. */
public final class ClusterApi implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterApi.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String EXPLAINED = "explained";

  private final ClusterControl control;
  private final Deploying deploying;
  private final Javalin server;

  private ClusterApi(ClusterControl control, ArtefactStore artefacts, Clock clock) {
    this.control = control;
    this.deploying = new Deploying(control, artefacts, clock);
    this.server = Javalin.create(this::configure);
  }

  /** Starts serving, at any free port if {@code port} is 0. */
  public static ClusterApi start(
      ClusterControl control, ArtefactStore artefacts, Clock clock, int port) {
    ClusterApi api = new ClusterApi(control, artefacts, clock);
    api.server.start(Loopback.HOST, port);
    return api;
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.http.defaultContentType = "application/json";
    config.routes.before(this::admit);
    config.routes.get("/", context -> json(context, Map.of("paths", paths())));
    config.routes.get("/health", this::health);
    config.routes.get("/cluster", context -> json(context, control.cluster()));
    config.routes.get("/apps", context -> json(context, control.cluster().applications()));
    config.routes.get("/apps/{name}", context -> json(context, control.application(name(context))));
    config.routes.post("/apps", deploying::deploy);
    config.routes.post("/apps/{name}/update", deploying::update);
    config.routes.post("/apps/{name}/scale", this::scale);
    config.routes.post("/apps/{name}/stop", this::stop);
    config.routes.post("/cluster/stop", this::stopCluster);
    config.routes.exception(RefusedException.class, (e, to) -> error(to, e.status(), e));
    config.routes.exception(CodeException.class, (e, to) -> error(to, 400, e));
    config.routes.exception(CodeUnreadableException.class, (e, to) -> error(to, 400, e));
    config.routes.exception(UserCodeException.class, this::userCodeFailed);
    config.routes.exception(IllegalArgumentException.class, (e, to) -> error(to, 400, e));
    config.routes.exception(Exception.class, this::unexpected);
    config.routes.error(404, this::notFound);
  }

  private static List<String> paths() {
    return List.of(
        "GET /health",
        "GET /cluster",
        "GET /apps",
        "GET /apps/{name}",
        "POST /apps?jar=&name=&app=&workers=&partitions=&durability=&set=KEY=VALUE",
        "POST /apps/{name}/update?jar=&app=&set=KEY=VALUE&unset=KEY",
        "POST /apps/{name}/scale?workers=",
        "POST /apps/{name}/stop?keepState=",
        "POST /cluster/stop");
  }

  private void admit(Context context) {
    if (!Loopback.isMeant(context)) {
      context.status(403);
      context.attribute(EXPLAINED, true);
      json(context, Map.of("error", "not from this machine; call " + address()));
      context.skipRemainingHandlers();
    }
  }

  private void health(Context context) {
    ClusterView cluster = control.cluster();
    json(context, Map.of("cluster", cluster.cluster(), "phase", cluster.phase()));
  }

  private void scale(Context context) {
    Integer workers = Parameters.number(context, "workers", 1, 10_000);
    if (workers == null) {
      throw RefusedException.malformed("workers missing; write ?workers=N");
    }
    control.scale(name(context), workers);
    json(context, Map.of("application", name(context), "workers", workers));
  }

  private void stop(Context context) {
    boolean keepState = Boolean.parseBoolean(context.queryParam("keepState"));
    control.stop(name(context), keepState);
    json(context, Map.of("application", name(context), "keepState", keepState));
  }

  private void stopCluster(Context context) {
    control.stopCluster();
    json(context, Map.of("phase", "stopping"));
  }

  private static String name(Context context) {
    return context.pathParam("name");
  }

  /** What user code threw is half of the message. */
  private void userCodeFailed(UserCodeException problem, Context context) {
    context.attribute(EXPLAINED, true);
    context.status(400);
    json(
        context,
        Map.of(
            "error",
            Deploying.asSent(context, problem.getMessage() + ", error=" + problem.getCause())));
  }

  private void notFound(Context context) {
    if (context.attribute(EXPLAINED) == null) {
      json(
          context,
          Map.of(
              "error",
              "no such path: "
                  + context.method()
                  + " "
                  + context.path()
                  + "; GET / lists the paths"));
    }
  }

  private static void error(Context context, int status, Exception problem) {
    context.attribute(EXPLAINED, true);
    context.status(status);
    json(context, Map.of("error", Deploying.asSent(context, String.valueOf(problem.getMessage()))));
  }

  private void unexpected(Exception problem, Context context) {
    LOG.error("request failed: {} {}", context.method(), context.path(), problem);
    context.status(500);
    json(context, Map.of("error", problem.toString()));
  }

  /** Answers with a value as JSON. */
  static void json(Context context, Object value) {
    try {
      context.contentType("application/json").result(JSON.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // records of texts and numbers
    }
  }

  /** Where it listens. */
  public String address() {
    return "http://" + Loopback.HOST + ":" + server.port();
  }

  @Override
  public void close() {
    server.stop();
  }
}
