package io.millrace.cli.offline;

import io.millrace.connector.files.JsonValues;
import io.millrace.functions.Topic;
import io.millrace.runtime.state.Hash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares what two versions of an application emit, by topic and key: as sets of values with their
 * event times, so that the order does not matter, nor from which entry a value comes. Remembers
 * what has no counterpart yet. One thread.
 */
public final class EmissionComparison {
  /** The text of so many values of a topic is kept; of others it is known that they differ. */
  private static final int MOST_TEXTS = 10_000;

  /** Who emits. */
  public enum Side {
    OLD,
    NEW
  }

  /**
   * A key for which the versions differ.
   *
   * @param key as JSON; null of a topic without keys
   * @param before what the old version emitted and the new did not, or null
   * @param after what the new version emitted instead, or null
   */
  public record Example(String key, Emitted before, Emitted after) {}

  /**
   * An emitted record.
   *
   * @param value as JSON
   */
  public record Emitted(long eventTimeMs, String value) {}

  /**
   * What came of a topic.
   *
   * @param same values that both emitted
   * @param changed values that differ, both having emitted as many for the key
   * @param onlyOld values beyond that of the old version
   * @param onlyNew values beyond that of the new version
   * @param keys for so many keys something differs
   */
  public record TopicResult(
      String topic,
      long same,
      long changed,
      long onlyOld,
      long onlyNew,
      long keys,
      List<Example> examples) {

    /** Whether nothing differs. */
    public boolean isSame() {
      return keys == 0;
    }
  }

  /** One value of a key that one side has emitted more often than the other. */
  private static final class Open {
    private final Emitted emitted;
    private long oldMore;

    Open(Emitted emitted) {
      this.emitted = emitted;
    }
  }

  private static final class Tally {
    private long same;
    private int texts;
    private final Map<String, Map<Long, Open>> keys = new LinkedHashMap<>();
  }

  private final Map<String, Tally> topics = new TreeMap<>();

  /** An ear for one side. */
  public Emission ear(Side side) {
    return (function, topic, value, eventTimeMs) -> {
      String key = topic.isKeyed() ? JsonValues.toJson(keyOf(topic, value)) : "";
      emitted(side, topic.name(), key, eventTimeMs, JsonValues.toJson(value));
    };
  }

  @SuppressWarnings("unchecked")
  private static Object keyOf(Topic<?> topic, Object value) {
    return ((Topic<Object>) topic).keyOf(value);
  }

  void emitted(Side side, String topic, String key, long eventTimeMs, String value) {
    Tally tally = topics.computeIfAbsent(topic, unknown -> new Tally());
    Map<Long, Open> open = tally.keys.computeIfAbsent(key, unknown -> new LinkedHashMap<>());
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    long hash = Hash.of(bytes, 0, bytes.length) * 31 + eventTimeMs;
    Open one = open.get(hash);
    if (one == null) {
      boolean kept = tally.texts < MOST_TEXTS;
      tally.texts += kept ? 1 : 0;
      one = new Open(kept ? new Emitted(eventTimeMs, value) : null);
      open.put(hash, one);
    }
    boolean matches = side == Side.OLD ? one.oldMore < 0 : one.oldMore > 0;
    tally.same += matches ? 1 : 0;
    one.oldMore += side == Side.OLD ? 1 : -1;
    if (one.oldMore == 0) {
      tally.texts -= one.emitted == null ? 0 : 1;
      open.remove(hash);
      if (open.isEmpty()) {
        tally.keys.remove(key);
      }
    }
  }

  /**
   * What came of all topics, by name.
   *
   * @param examples of each topic, at most so many
   */
  public List<TopicResult> results(int examples) {
    List<TopicResult> results = new ArrayList<>();
    topics.forEach((topic, tally) -> results.add(result(topic, tally, examples)));
    return results;
  }

  private static TopicResult result(String topic, Tally tally, int most) {
    long changed = 0;
    long onlyOld = 0;
    long onlyNew = 0;
    List<Example> examples = new ArrayList<>();
    for (Map.Entry<String, Map<Long, Open>> entry : tally.keys.entrySet()) {
      long olds = 0;
      long news = 0;
      List<Emitted> before = new ArrayList<>();
      List<Emitted> after = new ArrayList<>();
      for (Open open : entry.getValue().values()) {
        olds += Math.max(0, open.oldMore);
        news += Math.max(0, -open.oldMore);
        if (open.emitted != null) {
          (open.oldMore > 0 ? before : after).add(open.emitted);
        }
      }
      changed += Math.min(olds, news);
      onlyOld += Math.max(0, olds - news);
      onlyNew += Math.max(0, news - olds);
      String key = entry.getKey().isEmpty() ? null : entry.getKey();
      for (int i = 0; i < Math.max(before.size(), after.size()) && examples.size() < most; i++) {
        examples.add(new Example(key, at(before, i), at(after, i)));
      }
    }
    return new TopicResult(
        topic, tally.same, changed, onlyOld, onlyNew, tally.keys.size(), examples);
  }

  private static Emitted at(List<Emitted> list, int index) {
    return index < list.size() ? list.get(index) : null;
  }
}
