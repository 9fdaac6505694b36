package io.millrace.scheduler.mesos.launch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.runtime.Threads;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Hands one file out over HTTP to whoever asks: agents, which cannot prove who they are. So it is
 * apart from the API, and has nothing secret. Threads of its own.
 */
final class CodeServer implements AutoCloseable {
  private static final int MOST_AT_ONCE = 8;

  private final Path file;
  private final HttpServer server;
  private final ExecutorService threads;

  /**
   * Begins to serve at any free port.
   *
   * @param host the address to listen at
   * @param file not changed from here on; its name is that in the URI
   */
  CodeServer(String host, Path file) throws IOException {
    this.file = file;
    threads = Executors.newFixedThreadPool(MOST_AT_ONCE, Threads.daemons("mesos-code"));
    server = HttpServer.create(new InetSocketAddress(host, 0), 0);
    server.setExecutor(threads);
    server.createContext("/" + file.getFileName(), this::answer);
    server.start();
  }

  /** Where agents get it. */
  URI uri() {
    return URI.create(
        "http://"
            + server.getAddress().getAddress().getHostAddress()
            + ":"
            + server.getAddress().getPort()
            + "/"
            + file.getFileName());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      long size = Files.size(file);
      switch (exchange.getRequestMethod()) {
        case "HEAD" -> { // agents ask before they make room in their cache
          exchange.getResponseHeaders().set("Content-Length", Long.toString(size));
          exchange.sendResponseHeaders(200, -1);
        }
        case "GET" -> {
          exchange.sendResponseHeaders(200, size);
          try (OutputStream body = exchange.getResponseBody()) {
            Files.copy(file, body);
          }
        }
        default -> exchange.sendResponseHeaders(405, -1);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
