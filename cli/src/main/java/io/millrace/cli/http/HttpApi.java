package io.millrace.cli.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.util.JavalinBindException;
import io.millrace.cli.CommandFailedException;
import io.millrace.cli.run.ApiPort;
import io.millrace.cluster.http.JsonAnswers;
import io.millrace.cluster.http.Loopback;
import io.millrace.connector.files.JsonValues;
import io.millrace.runtime.local.LocalApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves one application. {@link #close} refuses new requests, waits for those that publish, ends
 * tails and stops the server; the application must still be running then.
 */
public final class HttpApi implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpApi.class);

  private final LocalApplication application;
  private final Looks looks;
  private final Publishing publishing;
  private final Reading reading;
  private final Tailing tailing;
  private final Metrics metrics;
  private Javalin server;
  private volatile boolean stopping;

  private HttpApi(LocalApplication application) {
    this.application = application;
    this.looks = new Looks(application);
    this.publishing = new Publishing(application);
    this.reading = new Reading(application);
    this.tailing = new Tailing(application);
    this.metrics = new Metrics(application, looks);
  }

  /**
   * Finds out early whether a port can be had, before an application is started in vain.
   *
   * @throws CommandFailedException if another process has it
   */
  public static void checkFree(ApiPort port) {
    if (!port.isOff() && port.chosen() && !isFree(port.number())) {
      throw inUse(port.number());
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true); // as the server does: connections that linger are no hindrance
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static CommandFailedException inUse(int port) {
    return new CommandFailedException(
        "port in use: port="
            + port
            + "; stop whoever has it, or choose --port P, --port 0 (any free one) or --port off");
  }

  /** Starts serving a running application. */
  public static HttpApi start(LocalApplication application, ApiPort port) {
    HttpApi api = new HttpApi(application);
    try {
      // asked first: a server that cannot bind logs an error
      api.listen(port.chosen() || isFree(port.number()) ? port.number() : 0);
    } catch (JavalinBindException e) {
      if (port.chosen()) {
        throw inUse(port.number());
      }
      api.listen(0); // nobody asked for this very port
    }
    api.looks.start();
    return api;
  }

  private void listen(int port) {
    server = Javalin.create(this::configure);
    server.start(Loopback.HOST, port);
  }

  private void configure(JavalinConfig config) {
    JsonAnswers.configure(config, paths());
    config.routes.before(this::admit);
    config.routes.get("/health", this::health);
    config.routes.get("/status", context -> json(context, looks.status()));
    config.routes.get("/partitions", context -> json(context, looks.partitions()));
    config.routes.get("/topics", context -> json(context, Topology.topics(application.plan())));
    config.routes.get("/topology", context -> json(context, Topology.of(application.plan())));
    config.routes.get("/state/{function}/{state}", reading::state);
    config.routes.get("/topics/{topic}/records", reading::records);
    config.routes.get("/topics/{topic}/tail", tailing::tail);
    config.routes.post("/topics/{topic}", publishing::publish);
    config.routes.post("/snapshot", reading::snapshot);
    config.routes.post("/functions/{function}/release", reading::release);
    config.routes.get("/metrics", metrics::scrape);
    config.routes.exception(ApiException.class, (e, context) -> error(context, e.status(), e));
    config.routes.exception(IllegalArgumentException.class, (e, context) -> error(context, 400, e));
    config.routes.exception(Exception.class, this::unexpected);
  }

  private static List<String> paths() {
    return List.of(
        "GET /health",
        "GET /status",
        "GET /partitions",
        "GET /topics",
        "GET /topology",
        "GET /state/{function}/{state}?key=",
        "GET /topics/{topic}/records?partition=&from=&limit=",
        "GET /topics/{topic}/tail?from=",
        "POST /topics/{topic}",
        "POST /snapshot",
        "POST /functions/{function}/release?key=",
        "GET /metrics");
  }

  private void admit(Context context) {
    if (!Loopback.isMeant(context)) {
      throw new ApiException(
          403,
          "not from this machine: host="
              + context.header("Host")
              + ", origin="
              + context.header("Origin")
              + "; call "
              + address());
    }
    boolean running = !stopping && application.phase() == LocalApplication.Phase.RUNNING;
    if (!running && !context.path().equals("/health")) {
      throw ApiException.unavailable(
          "application not running: app=" + application.plan().name() + ", phase=" + phase());
    }
  }

  private String phase() {
    return (stopping ? "stopping" : Looks.text(application.phase()));
  }

  private void health(Context context) {
    boolean running = !stopping && application.phase() == LocalApplication.Phase.RUNNING;
    context.status(running ? 200 : 503);
    json(context, Map.of("application", application.plan().name(), "phase", phase()));
  }

  private static void error(Context context, int status, Exception problem) {
    JsonAnswers.error(context, status, problem.getMessage());
  }

  private void unexpected(Exception problem, Context context) {
    boolean ours = problem instanceof IllegalStateException && problem.getMessage() != null;
    if (!ours) {
      LOG.error("request failed: {} {}", context.method(), context.path(), problem);
    }
    JsonAnswers.error(context, ours ? 503 : 500, ours ? problem.getMessage() : problem.toString());
  }

  /** Answers with a value as JSON. */
  static void json(Context context, Object value) {
    JsonAnswers.text(context, JsonValues.toJson(value));
  }

  /** Where it listens. */
  public String address() {
    return "http://" + Loopback.HOST + ":" + server.port();
  }

  /** Records that clients published since the start, without those that were there already. */
  public long published() {
    return publishing.accepted();
  }

  @Override
  public void close() {
    stopping = true;
    publishing.awaitNone();
    tailing.close();
    looks.close();
    server.stop();
    metrics.close();
  }
}
