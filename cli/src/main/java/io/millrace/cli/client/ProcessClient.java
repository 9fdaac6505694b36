package io.millrace.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.CommandFailedException;
import java.io.IOException;
import java.util.Map;
import java.util.function.Predicate;

/** An application that runs in one process, by {@code run}. */
public final class ProcessClient implements ApplicationClient {
  private static final ApplicationPaths PATHS = new ApplicationPaths("");

  private final ApiClient api;

  public ProcessClient(ApiClient api) {
    this.api = api;
  }

  @Override
  public JsonNode topics() {
    return api.get(PATHS.topics());
  }

  @Override
  public JsonNode publish(String topic, byte[] values, String session, long number) {
    return api.post(PATHS.topic(topic), values, headers(session, number));
  }

  /** What says that values are numbered. */
  static Map<String, String> headers(String session, long number) {
    return session == null
        ? Map.of()
        : Map.of("X-Millrace-Session", session, "X-Millrace-Number", Long.toString(number));
  }

  @Override
  public JsonNode state(String function, String state, String key) {
    return api.get(PATHS.state(function, state, key));
  }

  @Override
  public JsonNode release(String function, String key) {
    return api.post(PATHS.release(function, key));
  }

  @Override
  public JsonNode records(String topic, Integer partition, Long from, int limit) {
    return api.get(
        PATHS.topic(topic)
            + "/records?limit="
            + limit
            + (partition == null ? "" : "&partition=" + partition)
            + (from == null ? "" : "&from=" + from));
  }

  @Override
  public void tail(String topic, boolean fromStart, Predicate<JsonNode> wanted) {
    String path = PATHS.topic(topic) + "/tail?from=" + (fromStart ? "start" : "now");
    try (ServerEvents events = new ServerEvents(api.stream(path))) {
      for (var event = events.next(); event != null; event = events.next()) {
        if (event.name() == null && !wanted.test(event.data())) {
          return;
        }
      }
    } catch (IOException e) {
      throw new CommandFailedException("connection lost: topic=" + topic + ", error=" + e, e);
    }
  }

  @Override
  public JsonNode snapshot() {
    return api.post(PATHS.snapshot());
  }

  @Override
  public JsonNode status() {
    return api.get(PATHS.status());
  }

  @Override
  public JsonNode partitions() {
    return api.get(PATHS.partitions());
  }
}
