package io.millrace.systemtests.processes;

import io.millrace.systemtests.processes.app.Purchase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A client with a session: numbers its records and publishes each batch until it is acknowledged,
 * with the same numbers.
 */
final class HttpFeed extends Feed {
  private static final int MOST_AT_ONCE = 20;
  private static final long PAUSE_NS = 2_000_000;

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(2))
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();
  private final String session;
  private final String topic;
  private final Supplier<String> address;
  private final AtomicInteger retries = new AtomicInteger();

  /**
   * A client.
   *
   * @param address where the API is now, or empty; asked by another thread
   */
  HttpFeed(String session, String topic, Purchases purchases, Supplier<String> address) {
    super(session, purchases, MOST_AT_ONCE);
    this.session = session;
    this.topic = topic;
    this.address = address;
  }

  @Override
  void hand(List<Purchase> next, long firstNumber) throws Exception {
    String body = next.stream().map(Purchases::json).collect(Collectors.joining());
    while (!publish(body, firstNumber)) {
      LockSupport.parkNanos(PAUSE_NS);
    }
  }

  private boolean publish(String body, long firstNumber) throws InterruptedException {
    String to = address.get();
    if (to.isEmpty()) {
      return false;
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(to + "/topics/" + topic))
            .timeout(Duration.ofSeconds(10))
            .header("X-Millrace-Session", session)
            .header("X-Millrace-Number", Long.toString(firstNumber))
            .POST(BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response;
    try {
      response = client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      retries.incrementAndGet();
      return false; // killed, or on its way up
    }
    if (response.statusCode() >= 400 && response.statusCode() < 500) {
      throw new AssertionError("refused: " + response.body());
    }
    if (response.statusCode() != 200) {
      retries.incrementAndGet();
    }
    return response.statusCode() == 200;
  }

  /** How often something had to be published again. */
  int retries() {
    return retries.get();
  }
}
