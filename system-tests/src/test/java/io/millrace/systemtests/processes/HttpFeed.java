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
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final String session;
  private final String topic;
  private final Supplier<String> address;
  private final String token;
  private final AtomicInteger retries = new AtomicInteger();

  /**
   * A client.
   *
   * @param address where the API is now, or empty; asked by another thread
   * @param token what is shown to it and to where it sends on; null if it asks for none
   */
  HttpFeed(
      String session, String topic, Purchases purchases, Supplier<String> address, String token) {
    super(session, purchases, MOST_AT_ONCE);
    this.session = session;
    this.topic = topic;
    this.address = address;
    this.token = token;
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
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(to + "/topics/" + topic))
            .timeout(Duration.ofSeconds(10))
            .header("X-Millrace-Session", session)
            .header("X-Millrace-Number", Long.toString(firstNumber))
            .POST(BodyPublishers.ofString(body));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    HttpResponse<String> response;
    try {
      response = client.send(request.build(), BodyHandlers.ofString());
      for (int hops = 0; hops < 5 && response.statusCode() == 307; hops++) {
        request.uri(URI.create(response.headers().firstValue("Location").orElseThrow()));
        response = client.send(request.build(), BodyHandlers.ofString());
      }
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
