package io.millrace.cli.http;

import io.javalin.http.Context;
import io.millrace.runtime.local.LocalApplication;
import io.millrace.runtime.plan.TopicPlan;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Streams topics to clients as server-sent events. Each client takes the thread of its request for
 * as long as it stays, so their number is bounded.
 */
final class Tailing implements AutoCloseable {
  /** How many clients may tail at a time. */
  static final int MOST_CLIENTS = 64;

  private static final long STOP_SECONDS = 2;

  private final LocalApplication application;
  private final Semaphore places = new Semaphore(MOST_CLIENTS);
  private volatile boolean closed;

  Tailing(LocalApplication application) {
    this.application = application;
  }

  /** GET /topics/{topic}/tail?from=start|now */
  void tail(Context context) throws IOException {
    TopicPlan topic = Reading.readableTopic(application.plan(), context.pathParam("topic"));
    String from = context.queryParam("from");
    if (from != null && !from.equals("start") && !from.equals("now")) {
      throw ApiException.malformed("from out of range: from=" + from + "; start or now");
    }
    if (!places.tryAcquire()) {
      throw ApiException.unavailable(
          "too many tails: most=" + MOST_CLIENTS + "; end some, or read the topic instead");
    }
    try (Tail tail = new Tail(application, topic, "start".equals(from), () -> closed)) {
      tail.stream(context.res());
    } finally {
      places.release();
    }
  }

  /** Ends all tails and waits until none reads a journal any more. */
  @Override
  public void close() {
    closed = true;
    try {
      if (places.tryAcquire(MOST_CLIENTS, STOP_SECONDS, TimeUnit.SECONDS)) {
        places.release(MOST_CLIENTS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
