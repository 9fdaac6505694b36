package io.millrace.functions.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.functions.Context;
import io.millrace.functions.MapSpec;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.Topic;
import io.millrace.functions.aggregate.Aggregate;
import io.millrace.functions.aggregate.Aggregates;
import io.millrace.functions.stream.Operator;
import io.millrace.functions.stream.Output;
import io.millrace.testkit.FunctionTest;
import io.millrace.testkit.TestSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Random streams with disorder, watermarks and ticks between them, through random windows, compared
 * step by step with straightforward lists. Each record is a bit of its own, so a sum tells exactly
 * which records it is of.
 */
class WindowPropertyTest {
  static final int SEEDS = 600;
  private static final int STEPS = 40;

  /** The second run with crashes costs as much as many first ones. */
  private static final int VERIFY_EVERY = 25;

  record Event(String key, long ms, long bit) {}

  record Told(String key, Window window, long sum, Timing timing, boolean isRetraction) {}

  static final Topic<Event> EVENTS = Topic.of("events", Event.class).keyedBy(Event::key);
  static final Topic<Event> LATE = Topic.of("late", Event.class).keyedBy(Event::key);
  static final Topic<Told> TOLD = Topic.of("told", Told.class).keyedBy(Told::key);
  private static final Aggregate<Event, Long, Long> BITS = Aggregates.sumLong(Event::bit);
  private static final Topic<WindowPartial<Long>> PARTIALS =
      Topic.of("partials", WindowPartial.type(BITS)).keyedBy(partial -> "k0");

  static Duration ms(long ms) {
    return Duration.ofMillis(ms);
  }

  private static Told told(String key, WindowResult<Long> result) {
    return new Told(key, result.window(), result.value(), result.timing(), result.isRetraction());
  }

  private static WindowOperator<Event, Told> operator(Windows<? super Event> windows) {
    return WindowOperator.ofFirings(windows, BITS, String.class, WindowPropertyTest::told);
  }

  /** When all windows are over, nothing is left of them. */
  static void assertForgotten(String what, FunctionTest test, Windows<? super Event> windows) {
    for (StateDeclaration state : operator(windows).states()) {
      for (String key : List.of("k0", "k1")) {
        boolean isForgotten =
            state instanceof MapSpec<?, ?> map
                ? test.state("windows", map, key).isEmpty()
                : test.state("windows", (StateSpec<?>) state, key).isEmpty();
        assertThat(isForgotten).as("%s, state=%s, key=%s", what, state, key).isTrue();
      }
    }
  }

  static FunctionTest start(Windows<? super Event> windows) {
    Supplier<Operator<Event, Told>> operator = () -> operator(windows);
    return FunctionTest.of(
        app -> app.operator("windows", EVENTS, operator, TOLD),
        TestSettings.defaults().withPartitions(1));
  }

  private static Naive.Spec randomSpec(SplittableRandom random) {
    long size = random.nextInt(1, 30);
    long slide = random.nextBoolean() ? size : random.nextInt(1, 35);
    int early = slide == size ? random.nextInt(4) : random.nextInt(3);
    return new Naive.Spec(
        size,
        slide,
        random.nextInt(slide < 3 ? 1 : (int) slide),
        random.nextBoolean() ? 0 : random.nextInt(1, 40),
        Accumulation.values()[random.nextInt(3)],
        early == 1 || early == 2 ? random.nextInt(1, 20) : 0,
        early == 2,
        early == 3 ? random.nextInt(1, 5) : 0);
  }

  private static Windows<Object> windows(Naive.Spec spec) {
    Windows<Object> windows =
        spec.slide() == spec.size()
            ? Windows.tumbling(ms(spec.size()), ms(spec.offset()))
            : Windows.sliding(ms(spec.size()), ms(spec.slide()), ms(spec.offset()));
    windows = windows.allowedLateness(ms(spec.lateness()));
    windows = early(windows, spec.earlyMs(), spec.earlyInEventTime());
    windows = spec.everyCount() > 0 ? windows.everyCount(spec.everyCount()) : windows;
    return with(windows, spec.accumulation());
  }

  static <T> Windows<T> early(Windows<T> windows, long everyMs, boolean inEventTime) {
    if (everyMs == 0) {
      return windows;
    }
    return inEventTime ? windows.earlyEveryEventTime(ms(everyMs)) : windows.earlyEvery(ms(everyMs));
  }

  static <T> Windows<T> with(Windows<T> windows, Accumulation accumulation) {
    return switch (accumulation) {
      case ACCUMULATING -> windows;
      case DISCARDING -> windows.discarding();
      case RETRACTING -> windows.retracting();
    };
  }

  /** Sends random records, watermarks and ticks, and calls {@code check} after each. */
  static void drive(
      SplittableRandom random,
      Consumer<Event> send,
      LongConsumer watermark,
      LongConsumer advance,
      Runnable check) {
    long time = random.nextInt(-50, 1000);
    long mark = Long.MIN_VALUE;
    int disorder = random.nextInt(1, 60);
    for (int step = 0; step < STEPS; step++) {
      int what = random.nextInt(10);
      if (what < 7) {
        time += random.nextInt(12);
        String key = "k" + random.nextInt(2);
        send.accept(new Event(key, time - random.nextInt(disorder), 1L << step));
      } else if (what < 9) {
        mark = Math.max(mark, time - random.nextInt(40));
        watermark.accept(mark);
      } else {
        advance.accept(random.nextInt(1, 25));
      }
      check.run();
    }
    watermark.accept(Long.MAX_VALUE);
    check.run();
  }

  /** The same, and of each window in the same order. */
  static void assertSame(String what, List<Told> actual, List<Told> expected) {
    assertThat(byWindow(actual)).as(what).isEqualTo(byWindow(expected));
  }

  private static Map<List<Object>, List<Told>> byWindow(List<Told> told) {
    return told.stream().collect(Collectors.groupingBy(one -> List.of(one.key(), one.window())));
  }

  private static void assertInOrder(String what, List<Told> told) {
    List<Long> ends =
        told.stream()
            .filter(one -> one.timing() == Timing.ON_TIME && !one.isRetraction())
            .map(one -> one.window().endMs())
            .toList();
    assertThat(ends).as(what).isSorted();
  }

  @Test
  void shouldGiveWhatStraightforwardListsGive() {
    for (int seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Naive.Spec spec = randomSpec(random);
      String what = "seed=" + seed + ", " + spec;
      FunctionTest test = start(windows(spec).lateTo(LATE));
      Naive naive = new Naive(spec, test.nowMs());
      List<Event> late = new ArrayList<>();
      drive(
          random,
          event -> {
            test.send(EVENTS, event, event.ms());
            naive.send(event);
          },
          mark -> {
            test.advanceWatermark(mark);
            naive.watermark(mark);
          },
          by -> {
            test.advanceTime(ms(by));
            naive.advance(by);
          },
          () -> {
            List<Told> actual = test.outputs(TOLD);
            assertSame(what, actual, naive.take());
            assertInOrder(what, actual);
            late.addAll(test.outputs(LATE));
            assertThat(late).as(what).hasSize(naive.dropped);
          });
      assertForgotten(what, test, windows(spec));
      finish(seed, test);
    }
  }

  @Test
  void shouldGiveTheSameSessionsAsStraightforwardLists() {
    for (int seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long gap = random.nextInt(1, 25);
      long lateness = random.nextBoolean() ? 0 : random.nextInt(1, 40);
      Accumulation accumulation = Accumulation.values()[random.nextInt(3)];
      int everyCount = random.nextBoolean() ? 0 : random.nextInt(1, 4);
      Windows<Object> windows = Windows.session(ms(gap)).allowedLateness(ms(lateness));
      windows = everyCount > 0 ? windows.everyCount(everyCount) : windows;
      long earlyMs = everyCount > 0 || random.nextBoolean() ? 0 : random.nextInt(1, 20);
      boolean inEventTime = random.nextBoolean();
      windows = early(windows, earlyMs, inEventTime);
      FunctionTest test = start(with(windows, accumulation).lateTo(LATE));
      NaiveSessions naive =
          new NaiveSessions(
              gap, lateness, accumulation, everyCount, earlyMs, inEventTime, test.nowMs());
      String what = "seed=" + seed + ", " + windows + ", " + accumulation;
      List<Event> late = new ArrayList<>();
      drive(
          random,
          event -> {
            test.send(EVENTS, event, event.ms());
            naive.send(event);
          },
          mark -> {
            test.advanceWatermark(mark);
            naive.watermark(mark);
          },
          by -> {
            test.advanceTime(ms(by));
            naive.advance(by);
          },
          () -> {
            List<Told> actual = test.outputs(TOLD);
            assertSame(what, actual, naive.take());
            assertInOrder(what, actual);
            late.addAll(test.outputs(LATE));
            assertThat(late).as(what).hasSize(naive.dropped);
          });
      assertForgotten(what, test, windows);
      finish(seed, test);
    }
  }

  @Test
  void shouldGiveTheSameOfPartialAggregates() {
    for (int seed = 0; seed < SEEDS / 3; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Naive.Spec any = randomSpec(random);
      Naive.Spec spec =
          new Naive.Spec(any.size(), any.slide(), any.offset(), 0, any.accumulation(), 0, false, 0);
      Windows<Object> windows = windows(spec);
      WindowPartials<Event, Long> partials = new WindowPartials<>(windows, BITS);
      Supplier<Operator<WindowPartial<Long>, Told>> operator =
          () ->
              WindowOperator.firingsOverPartials(
                  windows, BITS, String.class, WindowPropertyTest::told);
      FunctionTest test =
          FunctionTest.of(
              app -> app.operator("windows", PARTIALS, operator, TOLD),
              TestSettings.defaults().withPartitions(1));
      Naive naive = new Naive(spec, test.nowMs());
      String what = "seed=" + seed + ", " + spec;
      List<WindowPartial<Long>> batch = new ArrayList<>();
      drive(
          random,
          event -> {
            Event same = new Event("k0", event.ms(), event.bit());
            naive.send(same);
            combine(partials, batch, same);
          },
          mark -> {
            batch.forEach(partial -> test.send(PARTIALS, partial, partial.paneStartMs()));
            batch.clear();
            test.advanceWatermark(mark);
            naive.watermark(mark);
            assertSame(what, test.outputs(TOLD), naive.take());
          },
          by -> test.advanceTime(ms(by)),
          () -> {});
      finish(seed, test);
    }
  }

  /** Fires windows of a key together or one by one, as chance has it: both keep the same state. */
  private record Wavering(
      WindowOperator<Event, Told> together, WindowOperator<Event, Told> oneByOne)
      implements Operator<Event, Told> {
    @Override
    public List<StateDeclaration> states() {
      return oneByOne.states();
    }

    @Override
    public List<TimerSpec> timers() {
      return oneByOne.timers();
    }

    private WindowOperator<Event, Told> any(Context context) {
      return context.random().nextBoolean() ? together : oneByOne;
    }

    @Override
    public void onRecord(Event event, Context context, Output<Told> output) throws Exception {
      any(context).onRecord(event, context, output);
    }

    @Override
    public void onTimer(Timer timer, Context context, Output<Told> output) throws Exception {
      any(context).onTimer(timer, context, output);
    }
  }

  @Test
  void shouldGiveTheSameInAnyOrder() {
    for (int seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Naive.Spec any = randomSpec(random);
      Naive.Spec spec =
          new Naive.Spec(any.size(), any.slide(), any.offset(), 0, any.accumulation(), 0, false, 0);
      Windows<Object> windows = windows(spec);
      boolean wavers = random.nextBoolean();
      Supplier<Operator<Event, Told>> operator =
          () -> {
            WindowOperator<Event, Told> together = operator(windows).inAnyOrder();
            return wavers ? new Wavering(together, operator(windows)) : together;
          };
      FunctionTest test =
          FunctionTest.of(
              app -> app.operator("windows", EVENTS, operator, TOLD),
              TestSettings.defaults().withPartitions(1));
      Naive naive = new Naive(spec, test.nowMs());
      String what = "seed=" + seed + ", " + spec + ", wavers=" + wavers;
      drive(
          random,
          event -> {
            test.send(EVENTS, event, event.ms());
            naive.send(event);
          },
          mark -> {
            test.advanceWatermark(mark);
            naive.watermark(mark);
          },
          by -> {
            test.advanceTime(ms(by));
            naive.advance(by);
          },
          () -> {
            List<Told> actual = test.outputs(TOLD);
            assertSame(what, actual, naive.take());
            for (String key : List.of("k0", "k1")) {
              assertInOrder(what, actual.stream().filter(told -> told.key().equals(key)).toList());
            }
          });
      assertForgotten(what, test, windows);
      finish(seed, test);
    }
  }

  private static void combine(
      WindowPartials<Event, Long> partials, List<WindowPartial<Long>> batch, Event event) {
    for (int i = 0; i < batch.size(); i++) {
      if (batch.get(i).paneStartMs() == partials.paneStartMs(event.ms())) {
        batch.set(i, partials.add(batch.get(i), event, event.ms()));
        return;
      }
    }
    batch.add(partials.partialOf(event, event.ms()));
  }

  static void finish(int seed, FunctionTest test) {
    if (seed % VERIFY_EVERY == 0) {
      test.close();
    }
  }
}
