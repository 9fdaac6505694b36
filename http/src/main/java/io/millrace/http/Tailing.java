package io.millrace.http;

import io.javalin.http.Context;
import io.millrace.runtime.plan.TopicPlan;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Streams topics to clients as server-sent events. Each client takes the thread of its request for
 * as long as it stays, so their number is bounded.
 */
final class Tailing implements AutoCloseable {
  /** How many clients may tail at a time. */
  static final int MOST_CLIENTS = 64;

  private static final long STOP_SECONDS = 2;

  private final Function<Context, ServedApplication> applications;
  private final Semaphore places = new Semaphore(MOST_CLIENTS);
  private volatile boolean closed;

  Tailing(Function<Context, ServedApplication> applications) {
    this.applications = applications;
  }

  /** GET /topics/{topic}/tail?from=start|now&at=PARTITION:OFFSET|start|now */
  void tail(Context context) throws IOException {
    ServedApplication application = applications.apply(context);
    TopicPlan topic = Names.readableTopic(application.plan(), context.pathParam("topic"));
    Map<Integer, TailStart> starts = starts(context, application, topic);
    if (!places.tryAcquire()) {
      throw RefusedException.unavailable(
          "too many tails: most=" + MOST_CLIENTS + "; end some, or read the topic instead");
    }
    try (Tail tail = new Tail(application, topic, starts, () -> closed)) {
      tail.stream(context.res());
    } finally {
      places.release();
    }
  }

  /** Where each partition is to be read from. */
  private static Map<Integer, TailStart> starts(
      Context context, ServedApplication application, TopicPlan topic) {
    Map<Integer, TailStart> starts = new LinkedHashMap<>();
    for (String at : context.queryParams("at")) {
      int colon = at.indexOf(':');
      if (colon < 0) {
        throw RefusedException.malformed(
            "place not understood: at=" + at + "; PARTITION:OFFSET, PARTITION:start or :now");
      }
      starts.put(
          Reading.partition(application, at.substring(0, colon)),
          TailStart.of("at", at.substring(colon + 1)));
    }
    if (!starts.isEmpty()) {
      return starts;
    }
    String from = context.queryParam("from");
    if (from != null && !from.equals("start") && !from.equals("now")) {
      throw RefusedException.malformed("from out of range: from=" + from + "; start or now");
    }
    List<Integer> here = application.partitionsHere();
    // every partition has the records of a broadcast topic
    for (int partition : topic.topic().isBroadcast() ? here.subList(0, 1) : here) {
      starts.put(partition, from == null ? TailStart.NOW : TailStart.of("from", from));
    }
    return starts;
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
