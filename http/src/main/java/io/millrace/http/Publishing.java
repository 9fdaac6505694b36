package io.millrace.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import io.javalin.http.Context;
import io.millrace.connector.files.JsonValues;
import io.millrace.runtime.plan.TopicPlan;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** Takes records that clients publish; a request is answered when all its records are stable. */
final class Publishing {
  private static final String SESSION = "X-Millrace-Session";
  private static final String NUMBER = "X-Millrace-Number";
  private static final long MOST_BYTES = 64L << 20;
  private static final long STABLE_SECONDS = 30;
  private static final long STOP_NS = 5_000_000_000L;

  private final Function<Context, ServedApplication> applications;
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicInteger open = new AtomicInteger();

  Publishing(Function<Context, ServedApplication> applications) {
    this.applications = applications;
  }

  /** POST /topics/{topic} */
  void publish(Context context) throws IOException {
    open.incrementAndGet();
    try {
      ServedApplication application = applications.apply(context);
      TopicPlan topic = Names.topic(application.plan(), context.pathParam("topic"));
      String session = context.header(SESSION);
      Long number = number(context, session);
      Long eventTimeMs = eventTime(context);
      ServedApplication.Publisher publisher = application.publisher(session);
      List<Object> values = values(topic, context);
      List<CompletableFuture<Boolean>> stable = new ArrayList<>(values.size());
      for (int i = 0; i < values.size(); i++) {
        Long ofThis = number == null ? null : (Long) (number + i);
        stable.add(publisher.publish(topic, values.get(i), eventTimeMs, ofThis));
      }
      answer(context, await(stable), values.size());
    } finally {
      open.decrementAndGet();
    }
  }

  private static Long number(Context context, String session) {
    String text = context.header(NUMBER);
    if (text == null && session == null) {
      return null;
    }
    if (session == null || session.isBlank() || text == null) {
      throw RefusedException.malformed(
          "a session has a name and numbers its records: send " + SESSION + " and " + NUMBER);
    }
    try {
      long number = Long.parseLong(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw RefusedException.malformed("number out of range: " + NUMBER + "=" + text + "; 0 or more");
  }

  private static Long eventTime(Context context) {
    String text = context.queryParam("eventTimeMs");
    try {
      return text == null ? null : Long.valueOf(text);
    } catch (NumberFormatException e) {
      throw RefusedException.malformed(
          "event time is no number: eventTimeMs=" + text + "; ms since 1970");
    }
  }

  private static List<Object> values(TopicPlan topic, Context context) throws IOException {
    List<Object> values = new ArrayList<>();
    ObjectReader reader =
        JsonValues.strictReader(topic.topic().type())
            .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    try (InputStream body = limited(context);
        JsonParser parser = reader.createParser(body)) {
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_ARRAY && !isSequence(topic.topic().type())) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          values.add(value(reader, parser, values.size()));
        }
        token = parser.nextToken();
        if (token != null) {
          throw RefusedException.malformed("something behind the array: " + place(parser));
        }
      }
      for (; token != null; token = parser.nextToken()) {
        values.add(value(reader, parser, values.size()));
      }
    } catch (JacksonException e) {
      throw malformed(topic, e, values.size());
    }
    if (values.isEmpty()) {
      throw RefusedException.malformed("nothing to publish: the body is empty; send JSON values");
    }
    return values;
  }

  private static InputStream limited(Context context) {
    if (context.req().getContentLengthLong() > MOST_BYTES) {
      throw RefusedException.of(
          413, "body too large; at most " + MOST_BYTES + " bytes: publish in several requests");
    }
    return context.req().getContentLengthLong() < 0
        ? new LimitedInput(context.bodyInputStream(), MOST_BYTES)
        : context.bodyInputStream();
  }

  private static Object value(ObjectReader reader, JsonParser parser, int index)
      throws IOException {
    Object value = reader.readValue(parser);
    if (value == null) {
      throw RefusedException.malformed(
          "null is no value: value " + (index + 1) + ", " + place(parser));
    }
    return value;
  }

  private static String place(JsonParser parser) {
    return place(parser.currentLocation());
  }

  private static String place(JsonLocation location) {
    return "line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  private static RefusedException malformed(TopicPlan topic, JacksonException e, int index) {
    JsonLocation location = e.getLocation();
    return RefusedException.malformed(
        "malformed value: topic="
            + topic
            + ", value="
            + (index + 1)
            + (location == null ? "" : ", at=" + place(location))
            + "; "
            + JsonValues.problem(e)
            + "; nothing was published");
  }

  private static boolean isSequence(Type type) {
    Type raw = type instanceof ParameterizedType parameterized ? parameterized.getRawType() : type;
    return raw instanceof Class<?> of && (of.isArray() || Collection.class.isAssignableFrom(of));
  }

  private long await(List<CompletableFuture<Boolean>> stable) {
    long fresh = 0;
    try {
      CompletableFuture.allOf(stable.toArray(CompletableFuture[]::new))
          .get(STABLE_SECONDS, TimeUnit.SECONDS);
      for (CompletableFuture<Boolean> one : stable) {
        fresh += one.join() ? 1 : 0;
      }
      return fresh;
    } catch (TimeoutException e) {
      throw RefusedException.unavailable(
          "not stable within "
              + STABLE_SECONDS
              + " s; is the disk full? Publish again, with a session and the same numbers if it"
              + " must not be doubled");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RefusedException.unavailable("server is stopping; publish again when it is back");
    } catch (ExecutionException e) {
      throw refused(e.getCause());
    }
  }

  private static RefusedException refused(Throwable cause) {
    return cause instanceof IllegalArgumentException
        ? RefusedException.malformed(cause.getMessage())
        : RefusedException.unavailable(
            cause.getMessage() == null ? cause.toString() : cause.getMessage());
  }

  private void answer(Context context, long fresh, int count) {
    accepted.addAndGet(fresh);
    Map<String, Long> answer = new LinkedHashMap<>();
    answer.put("accepted", fresh);
    answer.put("duplicates", count - fresh);
    ApplicationRoutes.json(context, answer);
  }

  /** Records taken since the start, without duplicates. */
  long accepted() {
    return accepted.get();
  }

  /** Waits until no request is open, a few seconds at most. */
  void awaitNone() {
    long startNs = System.nanoTime();
    while (open.get() > 0 && System.nanoTime() - startNs < STOP_NS) {
      LockSupport.parkNanos(1_000_000);
    }
  }
}
