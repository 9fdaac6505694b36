package io.millrace.functions.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.functions.Application;
import io.millrace.functions.ListSpec;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Topic;
import io.millrace.functions.TypeRef;
import io.millrace.functions.stream.Operator;
import io.millrace.functions.stream.TwoInputOperator;
import io.millrace.testkit.FunctionTest;
import io.millrace.testkit.TestSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A random history of two streams in disorder, with watermarks: some records are late, times
 * repeat. Runs a join over it, and compares step by step with what an oracle makes of the whole
 * history.
 */
public final class Scenario {
  /** A record of either stream; ids are unique and rise. */
  public record Item(String key, int id, boolean leaves) {}

  static final Topic<Item> LEFT = Topic.of("left", Item.class).keyedBy(Item::key);
  static final Topic<Item> RIGHT = Topic.of("right", Item.class).keyedBy(Item::key);
  static final Topic<String> OUT = Topic.of("out", String.class);

  /**
   * What happened at a step: a record of one side, or a watermark.
   *
   * @param item null for a watermark
   * @param timeMs event time of the record, or the watermark
   * @param watermarkMs the event clock before the step
   */
  public record Event(int step, boolean isLeft, Item item, long timeMs, long watermarkMs) {
    public boolean isRecord() {
      return item != null;
    }

    public boolean isLate() {
      return timeMs < watermarkMs;
    }
  }

  /** Results by step, in no order within a step. */
  public static final class Results {
    private final TreeMap<Integer, List<String>> bySteps = new TreeMap<>();

    public void add(int step, String value, long timeMs) {
      bySteps.computeIfAbsent(step, s -> new ArrayList<>()).add(value + " @" + timeMs);
    }

    void addAll(int step, List<String> values, long timeMs) {
      values.forEach(value -> add(step, value, timeMs));
    }
  }

  /** Computes from the whole history what is expected. */
  public interface Oracle {
    void expect(Scenario scenario, Results results);
  }

  private static final int VERIFIED_ONE_IN = 40;

  final long seed;
  public final List<Event> events = new ArrayList<>();

  public Scenario(long seed) {
    this.seed = seed;
    Random random = new Random(seed);
    int records = 10 + random.nextInt(50);
    int keys = 1 + random.nextInt(3);
    int pace = 1 + random.nextInt(6);
    int disorder = random.nextInt(12);
    long front = random.nextInt(3) == 0 ? -20 : 1_000;
    long watermark = Long.MIN_VALUE;
    for (int i = 0; i < records; i++) {
      front += random.nextInt(pace);
      long time = front - random.nextInt(disorder + 1);
      Item item = new Item("k" + random.nextInt(keys), i, random.nextInt(5) == 0);
      add(random.nextBoolean(), item, time, watermark);
      if (random.nextInt(4) == 0) {
        long next = front - random.nextInt(disorder + 3);
        if (next > watermark) {
          add(true, null, next, watermark);
          watermark = next;
        }
      }
    }
    add(true, null, Long.MAX_VALUE, watermark);
  }

  private void add(boolean isLeft, Item item, long timeMs, long watermarkMs) {
    events.add(new Event(events.size(), isLeft, item, timeMs, watermarkMs));
  }

  /** The records of a side. */
  public List<Event> records(boolean isLeft) {
    return events.stream().filter(Event::isRecord).filter(e -> e.isLeft == isLeft).toList();
  }

  /** The first step from {@code from} on after which the event clock is at {@code ms} or later. */
  public int stepAt(long ms, int from) {
    for (Event event : events.subList(from, events.size())) {
      if (!event.isRecord() && event.timeMs >= ms) {
        return event.step;
      }
    }
    throw new AssertionError("the clock reaches the end of time");
  }

  /** A result as text. */
  static String text(Item left, Item right) {
    return (left == null ? "-" : left.key() + "/" + left.id())
        + " + "
        + (right == null ? "-" : right.key() + "/" + right.id());
  }

  /** All records. */
  public List<Event> records() {
    return events.stream().filter(Event::isRecord).toList();
  }

  /** Runs a join and compares. */
  void check(TwoInputOperator<Item, Item, String> join, Oracle oracle) {
    check(app -> app.operator("join", LEFT, RIGHT, () -> join, OUT), true, oracle, List.of());
  }

  /** Runs a join and compares; at the end of time nothing must be left in its state. */
  void checkForgetting(TwoInputOperator<Item, Item, String> join, Oracle oracle) {
    check(app -> app.operator("join", LEFT, RIGHT, () -> join, OUT), true, oracle, join.states());
  }

  /** Runs a step over the records of both sides, as of one stream, and compares. */
  public <R> void check(Operator<Item, R> step, Function<? super R, String> text, Oracle oracle) {
    Operator<R, String> texts =
        (value, context, output) -> output.emit(text.apply(value), context.eventTimeMs());
    Topic<R> middle = Topic.of("middle", TypeRef.<R>of(step.resultType().orElseThrow()));
    check(
        app -> {
          app.operator("step", LEFT, () -> step, middle.keyedBy(value -> "all"));
          app.operator("texts", middle.keyedBy(value -> "all"), () -> texts, OUT);
        },
        false,
        oracle,
        List.of());
  }

  private void check(
      Application application, boolean hasSides, Oracle oracle, List<StateDeclaration> forgotten) {
    Results expected = new Results();
    oracle.expect(this, expected);
    FunctionTest test =
        FunctionTest.of(application, TestSettings.defaults().withPartitions(1).withSeed(seed));
    for (Event event : events) {
      if (event.isRecord()) {
        test.send(event.isLeft || !hasSides ? LEFT : RIGHT, event.item, event.timeMs);
      } else {
        test.advanceWatermark(event.timeMs);
      }
      List<String> actual = new ArrayList<>();
      for (StreamRecord<String> result : test.records(OUT)) {
        actual.add(result.value() + " @" + result.eventTimeMs());
        if (!event.isRecord() || !event.isLate()) {
          assertThat(result.eventTimeMs())
              .as("not late for readers: %s, seed=%d, %s", result.value(), seed, event)
              .isGreaterThanOrEqualTo(event.watermarkMs);
        }
      }
      assertThat(actual)
          .as("seed=%d, after %s of %s", seed, event, events)
          .containsExactlyInAnyOrderElementsOf(
              expected.bySteps.getOrDefault(event.step, List.of()));
    }
    for (StateDeclaration state : forgotten) {
      for (Event event : records()) {
        if (state instanceof ListSpec<?> list) {
          assertThat(test.state("join", list, event.item.key())).as("seed=%d", seed).isEmpty();
        } else {
          StateSpec<?> value = (StateSpec<?>) state;
          assertThat(test.state("join", value, event.item.key())).as("seed=%d", seed).isEmpty();
        }
      }
    }
    if (seed % VERIFIED_ONE_IN == 0) {
      test.close();
    }
  }
}
