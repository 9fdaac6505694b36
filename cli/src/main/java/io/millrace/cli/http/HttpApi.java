package io.millrace.cli.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.util.JavalinBindException;
import io.millrace.cli.CommandFailedException;
import io.millrace.cli.run.ApiPort;
import io.millrace.http.ApplicationRoutes;
import io.millrace.http.JsonAnswers;
import io.millrace.http.Loopback;
import io.millrace.http.RefusedException;
import io.millrace.http.ServedApplication;
import io.millrace.runtime.local.LocalApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Serves one application. {@link #close} refuses new requests, waits for those that publish, ends
 * tails and stops the server; the application must still be running then.
 */
public final class HttpApi implements AutoCloseable {
  private final LocalApplication application;
  private final Looks looks;
  private final ApplicationRoutes routes;
  private final Metrics metrics;
  private Javalin server;
  private volatile boolean stopping;

  private HttpApi(LocalApplication application) {
    this.application = application;
    this.looks = new Looks(application);
    ServedApplication served = new ServedLocally(application, looks);
    this.routes = new ApplicationRoutes(context -> served);
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
    List<String> paths = new ArrayList<>(List.of("GET /health"));
    paths.addAll(ApplicationRoutes.paths(""));
    paths.add("GET /metrics");
    JsonAnswers.configure(config, paths);
    config.routes.before(this::admit);
    config.routes.get("/health", this::health);
    config.routes.get("/metrics", metrics::scrape);
    routes.add(config, "");
  }

  private void admit(Context context) {
    if (!Loopback.isMeant(context)) {
      throw RefusedException.of(
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
      throw RefusedException.unavailable(
          "application not running: app=" + application.plan().name() + ", phase=" + phase());
    }
  }

  private String phase() {
    return (stopping ? "stopping" : Looks.text(application.phase()));
  }

  private void health(Context context) {
    boolean running = !stopping && application.phase() == LocalApplication.Phase.RUNNING;
    context.status(running ? 200 : 503);
    JsonAnswers.answer(context, Map.of("application", application.plan().name(), "phase", phase()));
  }

  /** Where it listens. */
  public String address() {
    return "http://" + Loopback.HOST + ":" + server.port();
  }

  /** Records that clients published since the start, without those that were there already. */
  public long published() {
    return routes.published();
  }

  @Override
  public void close() {
    stopping = true;
    routes.close();
    looks.close();
    server.stop();
    metrics.close();
  }
}
