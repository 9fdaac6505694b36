package io.millrace.systemtests.processes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/**
 * Asks a process over HTTP.
 *
 * @param token what it is shown; null if it asks for none
 */
record Api(URI address, String token) {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A process that asks for no token. */
  Api(URI address) {
    this(address, null);
  }

  /** Another process that asks for the same token. */
  Api at(String other) {
    return new Api(URI.create(other), token);
  }

  /** An answer. */
  record Answer(int status, JsonNode body) {}

  Answer get(String path) {
    return send(request(path).GET());
  }

  /** The samples that GET /metrics gives, a line each. */
  List<String> metrics() {
    return exchange(request("/metrics").GET())
        .body()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .toList();
  }

  Answer post(String path, String body) {
    return send(request(path).POST(BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path));
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  /** Asks for something without waiting for the answer. */
  void postLater(String path) {
    HttpRequest request = request(path).POST(BodyPublishers.noBody()).build();
    var unused = CLIENT.sendAsync(request, BodyHandlers.discarding());
  }

  private static Answer send(HttpRequest.Builder request) {
    HttpResponse<String> response = exchange(request);
    try {
      return new Answer(response.statusCode(), JSON.readTree(response.body()));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static HttpResponse<String> exchange(HttpRequest.Builder request) {
    try {
      return CLIENT.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What has been counted since the start. */
  long counter(String name) {
    return get("/status").body().path("counters").path(name).asLong(-1);
  }
}
