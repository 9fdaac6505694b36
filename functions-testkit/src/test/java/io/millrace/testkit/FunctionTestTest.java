package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.AsyncCall;
import io.millrace.functions.AsyncResult;
import io.millrace.functions.Context;
import io.millrace.functions.DeadLetter;
import io.millrace.functions.FailurePolicy;
import io.millrace.functions.ListSpec;
import io.millrace.functions.MapSpec;
import io.millrace.functions.StateSpec;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.Topic;
import io.millrace.functions.connect.Source;
import io.millrace.functions.connect.SplitReader;
import io.millrace.functions.connect.SplitStart;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FunctionTestTest {

  record Sale(String shop, long cents) {}

  record Turnover(String shop, long minute, long cents) {}

  static final Topic<Sale> SALES = Topic.of("sales", Sale.class).keyedBy(Sale::shop);
  static final Topic<Turnover> TURNOVERS =
      Topic.of("turnovers", Turnover.class).keyedBy(Turnover::shop);
  static final Topic<Long> TOTALS = Topic.of("totals", Long.class).keyedBy(total -> "all");
  static final MapSpec<Long, Long> MINUTES = MapSpec.of("minutes", Long.class, Long.class);
  static final ListSpec<String> HISTORY = ListSpec.of("history", String.class);
  static final StateSpec<Long> TOTAL = StateSpec.of("total", Long.class);
  static final StateSpec<Long> FACTOR = StateSpec.of("factor", Long.class).shared();
  static final TimerSpec MINUTE_END = TimerSpec.eventTime("minute-end");
  static final TimerSpec ALARM = TimerSpec.processingTime("alarm");

  /** Turnover per minute: what a window is made of. */
  static final class PerMinute implements StreamFunction<Sale> {
    @Override
    public void onRecord(StreamRecord<Sale> sale, Context context) {
      long minute = sale.eventTimeMs() / 60_000;
      var minutes = context.map(MINUTES);
      minutes.put(minute, minutes.getOr(minute, 0L) + sale.value().cents());
      context.setTimer(MINUTE_END, (minute + 1) * 60_000 - 1);
    }

    @Override
    public void onTimer(Timer timer, Context context) {
      long minute = timer.atMs() / 60_000;
      long cents = context.map(MINUTES).get(minute).orElseThrow();
      context.map(MINUTES).remove(minute);
      context.emit(TURNOVERS, new Turnover(context.key(String.class), minute, cents));
    }
  }

  /** Adds up all shops: other partitions emit to the one key. */
  static final class Adding implements StreamFunction<Turnover> {
    @Override
    public void onRecord(StreamRecord<Turnover> turnover, Context context) {
      context.emit(TOTALS, turnover.value().cents());
    }
  }

  private static FunctionTest turnover() {
    return FunctionTest.of(
        app -> {
          app.function("per-minute", SALES, PerMinute::new)
              .state(MINUTES)
              .timer(MINUTE_END)
              .emits(TURNOVERS);
          app.function("adding", TURNOVERS, Adding::new).emits(TOTALS);
        });
  }

  @Test
  void shouldFireEventTimersWhenTheWatermarkPasses() {
    try (FunctionTest test = turnover()) {
      test.send(SALES, new Sale("north", 5), 1_000);
      test.send(SALES, new Sale("north", 7), 59_000);
      test.send(SALES, new Sale("north", 9), 61_000);
      test.advanceWatermark(SALES, 59_998);
      assertThat(test.records(TURNOVERS)).isEmpty();
      assertThat(test.state("per-minute", MINUTES, "north")).isEqualTo(Map.of(0L, 12L, 1L, 9L));
      assertThat(test.watermarkMs("per-minute")).isEqualTo(59_998);

      test.advanceWatermark(SALES, 59_999);
      assertThat(test.records(TURNOVERS))
          .containsExactly(new StreamRecord<>(TURNOVERS, new Turnover("north", 0, 12), 59_999));
      assertThat(test.outputs(TURNOVERS)).isEmpty();
      assertThat(test.watermarkMs("adding")).isEqualTo(59_999);

      test.endInput();
      assertThat(test.outputs(TURNOVERS)).containsExactly(new Turnover("north", 1, 9));
      assertThat(test.watermarkMs("adding")).isEqualTo(Long.MAX_VALUE);
    }
  }

  @Test
  void shouldBringKeysOfAllPartitionsTogether() {
    try (FunctionTest test = turnover()) {
      for (int i = 0; i < 40; i++) {
        test.send(SALES, new Sale("shop-" + i, i), i);
      }
      test.endInput();
      List<Turnover> turnovers = test.outputs(TURNOVERS);
      assertThat(turnovers).hasSize(40).doesNotHaveDuplicates();
      assertThat(test.outputs(TOTALS).stream().mapToLong(Long::longValue).sum())
          .isEqualTo(39 * 40 / 2);
    }
  }

  @Test
  void shouldTestTheSecondFunctionAlone() {
    try (FunctionTest test = turnover()) {
      test.send(TURNOVERS, new Turnover("south", 1, 42));
      assertThat(test.outputs(TOTALS)).containsExactly(42L);
      assertThat(test.outputs(TURNOVERS)).isEmpty();
      assertThatThrownBy(() -> test.advanceWatermark(TURNOVERS, 1))
          .hasMessageContaining("watermark not the test's to move: topic=turnovers");
    }
  }

  /** Rings once, an hour after the first word, and then every ten minutes, three times. */
  static final class Ringing implements StreamFunction<String> {
    @Override
    public void onRecord(StreamRecord<String> record, Context context) {
      context.setTimer(ALARM, context.nowMs() + 3_600_000);
    }

    @Override
    public void onTimer(Timer timer, Context context) {
      context.list(HISTORY).add(Instant.ofEpochMilli(context.nowMs()).toString());
      if (context.list(HISTORY).size() < 3) {
        context.setTimer(ALARM, context.nowMs() + 600_000);
      }
    }
  }

  static final Topic<String> WORDS = Topic.of("words", String.class);

  @Test
  void shouldStopAtEachProcessingTimerOnTheWay() {
    try (FunctionTest test =
        FunctionTest.of(
            app -> app.function("ringing", WORDS, Ringing::new).state(HISTORY).timer(ALARM))) {
      test.send(WORDS, "go");
      test.advanceTime(Duration.ofMillis(3_599_999));
      assertThat(test.state("ringing", HISTORY, "go")).isEmpty();
      test.advanceTime(Duration.ofHours(5));
      assertThat(test.state("ringing", HISTORY, "go"))
          .containsExactly("2026-01-01T01:00:00Z", "2026-01-01T01:10:00Z", "2026-01-01T01:20:00Z");
    }
  }

  static final AsyncCall<String, Long> PRICE =
      AsyncCall.of("price", String.class, Long.class, item -> (long) item.length());

  static final class Pricing implements StreamFunction<String> {
    @Override
    public void onRecord(StreamRecord<String> record, Context context) {
      context.async(PRICE, record.value());
    }

    @Override
    public void onAsyncResult(AsyncResult<?, ?> result, Context context) {
      context.emit(TOTALS, result.succeeded() ? (Long) result.response() : -1L);
    }
  }

  @Test
  void shouldMakeCallsAtOnceAndOnlyInTheFirstRun() {
    AtomicInteger asked = new AtomicInteger();
    try (FunctionTest test =
        FunctionTest.of(
            app -> app.function("pricing", WORDS, Pricing::new).calls(PRICE).emits(TOTALS))) {
      test.send(WORDS, "four");
      assertThat(test.outputs(TOTALS)).containsExactly(4L);
      test.answer(PRICE, item -> 100L + asked.incrementAndGet());
      test.send(WORDS, "a");
      test.send(WORDS, "b");
      assertThat(test.outputs(TOTALS)).containsExactly(101L, 102L);
      test.answer(
          PRICE,
          item -> {
            throw new IllegalStateException("shop closed");
          });
      test.send(WORDS, "c");
      assertThat(test.outputs(TOTALS)).containsExactly(-1L);
    }
    assertThat(asked).hasValue(2);
  }

  static final Topic<Long> FACTORS = Topic.of("factors", Long.class).broadcast();

  static final class Scaling implements StreamFunction<Sale> {
    @Override
    public void onRecord(StreamRecord<Sale> sale, Context context) {
      context.emit(TOTALS, sale.value().cents() * context.getOr(FACTOR, 1L));
    }

    void onFactor(StreamRecord<Long> factor, Context context) {
      context.put(FACTOR, factor.value());
    }
  }

  @Test
  void shouldTellBroadcastRecordsToAllPartitions() {
    try (FunctionTest test =
        FunctionTest.of(
            app ->
                app.function("scaling", SALES, Scaling::new)
                    .input(FACTORS, Scaling::onFactor)
                    .state(FACTOR)
                    .emits(TOTALS))) {
      test.send(SALES, new Sale("a", 1));
      test.send(FACTORS, 10L);
      assertThat(test.state("scaling", FACTOR)).contains(10L);
      for (int i = 0; i < 20; i++) {
        test.send(SALES, new Sale("shop-" + i, 1));
      }
      List<Long> totals = test.outputs(TOTALS);
      assertThat(totals).hasSize(21).startsWith(1L);
      assertThat(totals.subList(1, 21)).containsOnly(10L);
    }
  }

  static final class Picky implements StreamFunction<String> {
    @Override
    public void onRecord(StreamRecord<String> record, Context context) {
      context.put(TOTAL, context.getOr(TOTAL, 0L) + 1);
      if (record.value().startsWith("bad")) {
        throw new IllegalArgumentException("cannot stand " + record.value());
      }
    }
  }

  @Test
  void shouldShowDeadLetters() {
    try (FunctionTest test =
        FunctionTest.of(
            app ->
                app.function("picky", WORDS, Picky::new)
                    .state(TOTAL)
                    .onFailure(FailurePolicy.retry(2).thenDeadLetter()))) {
      test.send(WORDS, "good");
      test.send(WORDS, "bad");
      assertThat(test.deadLetters("picky"))
          .singleElement()
          .satisfies(
              letter -> {
                assertThat(letter.error()).contains("cannot stand bad");
                assertThat(letter.attempts()).isEqualTo(3);
              });
      assertThat(test.deadLetters("picky")).isEmpty();
      assertThat(test.state("picky", TOTAL, "bad")).isEmpty();
      assertThat(test.state("picky", TOTAL, "good")).contains(1L);
    }
  }

  @Test
  void shouldThrowWhatAFunctionFailsWith() {
    try (FunctionTest test =
        FunctionTest.of(app -> app.function("picky", WORDS, Picky::new).state(TOTAL))) {
      assertThatThrownBy(() -> test.send(WORDS, "bad"))
          .hasMessageContaining("function failed: function=picky, topic=words, key=bad")
          .hasMessageContaining("cannot stand bad")
          .hasRootCauseInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> test.send(WORDS, "good"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("test is over: a function failed");
    }
  }

  /** Can do nothing before it knows the factor. */
  static final class Waiting implements StreamFunction<String> {
    @Override
    public void onRecord(StreamRecord<String> record, Context context) {
      long factor = context.get(FACTOR).orElseThrow();
      context.put(TOTAL, context.getOr(TOTAL, 0L) + factor);
    }

    void onFactor(StreamRecord<Long> factor, Context context) {
      context.put(FACTOR, factor.value());
    }
  }

  @Test
  void shouldReleaseQuarantinedKeys() {
    try (FunctionTest test =
        FunctionTest.of(
            app ->
                app.function("waiting", WORDS, Waiting::new)
                    .input(FACTORS, Waiting::onFactor)
                    .state(TOTAL, FACTOR)
                    .onFailure(FailurePolicy.quarantine()))) {
      test.send(WORDS, "a");
      test.send(FACTORS, 7L);
      test.send(WORDS, "a");
      assertThat(test.state("waiting", TOTAL, "a")).isEmpty();
      test.release("waiting", "a");
      assertThat(test.state("waiting", TOTAL, "a")).contains(14L);
      test.send(WORDS, "a");
      assertThat(test.state("waiting", TOTAL, "a")).contains(21L);
    }
  }

  @Test
  void shouldSayWhichStateIsNotDeclared() {
    try (FunctionTest test = FunctionTest.of(app -> app.function("picky", WORDS, Picky::new))) {
      assertThatThrownBy(() -> test.send(WORDS, "good"))
          .hasMessageContaining(
              "state not declared: function=picky, state=total; add .state(total)");
    }
  }

  @Test
  void shouldRefuseAnInvalidApplicationWithAllItsFaults() {
    assertThatThrownBy(
            () ->
                FunctionTest.of(
                    app -> {
                      app.function("same", WORDS, Picky::new);
                      app.function("same", WORDS, Picky::new).emits(Topic.of("a b", Long.class));
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("application refused: name=test, faults=2")
        .hasMessageContaining("function name used twice: name=same")
        .hasMessageContaining("topic name not allowed: name='a b'");
  }

  @Test
  void shouldNameWhatIsUnknown() {
    try (FunctionTest test = turnover()) {
      assertThatThrownBy(() -> test.send(WORDS, "x"))
          .hasMessageContaining("unknown topic: topic=words; known: [")
          .hasMessageContaining("sales");
      assertThatThrownBy(() -> test.outputs(SALES))
          .hasMessageContaining("topic not emitted: topic=sales");
      assertThatThrownBy(() -> test.state("nobody", TOTAL, "x"))
          .hasMessageContaining("unknown function: function=nobody");
      assertThatThrownBy(() -> test.state("adding", TOTAL, "x"))
          .hasMessageContaining("unknown state: function=adding, state=total");
      assertThatThrownBy(() -> test.answer(PRICE, item -> 1L))
          .hasMessageContaining("call not declared: call=price");
    }
  }

  /** A source that must not be touched. */
  record Untouchable(String path) implements Source<Sale> {
    @Override
    public List<String> splits() {
      throw new AssertionError("source asked for its splits");
    }

    @Override
    public boolean bounded() {
      return true;
    }

    @Override
    public SplitReader<Sale> open(SplitStart<Sale> start) {
      throw new AssertionError("source opened");
    }
  }

  @Test
  void shouldTakeEventTimeAsTheSourceDoesAndNeverOpenIt() {
    TestSettings settings = TestSettings.defaults().withSetting("sales", "any");
    try (FunctionTest test =
        FunctionTest.of(
            app -> {
              app.source(SALES, new Untouchable(app.setting("sales"))).eventTime(Sale::cents);
              app.function("forward", SALES, Sale::cents, TOTALS);
              app.sink(
                  TOTALS,
                  start -> {
                    throw new AssertionError("sink opened");
                  });
            },
            settings)) {
      test.send(SALES, new Sale("a", 1_234));
      assertThat(test.records(TOTALS)).containsExactly(new StreamRecord<>(TOTALS, 1_234L, 1_234));
    }
  }

  @Test
  void shouldSayHowToGiveAMissingSetting() {
    assertThatThrownBy(() -> FunctionTest.of(app -> app.setting("sales")))
        .hasMessageContaining("setting missing: name=sales")
        .hasMessageContaining("withSetting(name, value)");
  }

  @Test
  void shouldGiveTheSameChanceInEveryRun() {
    assertThatCode(
            () -> {
              try (FunctionTest test =
                  FunctionTest.of(
                      app ->
                          app.function(
                                  "dice",
                                  WORDS,
                                  () ->
                                      (StreamFunction<String>)
                                          (record, context) ->
                                              context.emit(TOTALS, context.random().nextLong()))
                              .emits(TOTALS))) {
                for (int i = 0; i < 100; i++) {
                  test.send(WORDS, "word-" + i % 10);
                }
                assertThat(test.outputs(TOTALS)).doesNotHaveDuplicates();
              }
            })
        .doesNotThrowAnyException();
  }

  @Test
  void shouldStopFunctionsThatFeedThemselvesForEver() {
    FunctionTest test =
        FunctionTest.of(
            app ->
                app.function(
                        "echo",
                        WORDS,
                        () ->
                            (StreamFunction<String>)
                                (record, context) -> context.emit(WORDS, record.value()))
                    .emits(WORDS));
    assertThatThrownBy(() -> test.send(WORDS, "hello"))
        .hasMessageContaining("application does not come to rest")
        .hasMessageContaining("functions feed each other without end");
    test.close();
  }

  /** Emits far more at once than the windows between partitions hold. */
  static final class Bursting implements StreamFunction<String> {
    @Override
    public void onRecord(StreamRecord<String> record, Context context) {
      int burst = context.random().nextInt(4_000);
      for (int i = 0; i < burst; i++) {
        String shop = "shop-" + context.random().nextInt(50);
        context.emit(SALES, new Sale(shop.repeat(10), i), i);
      }
    }
  }

  /** Remembers the order in which records arrived from all partitions. */
  static final class Chaining implements StreamFunction<Sale> {
    @Override
    public void onRecord(StreamRecord<Sale> sale, Context context) {
      long chain = context.getOr(TOTAL, 0L) * 31 + sale.value().cents();
      context.put(TOTAL, chain);
      context.emit(TURNOVERS, new Turnover("shop-" + chain % 7, chain, 1));
    }
  }

  @Test
  void shouldKeepTheOrderOfRecordsInAllRunsUnderPressure() {
    try (FunctionTest test =
        FunctionTest.of(
            app -> {
              app.function("bursting", WORDS, Bursting::new).emits(SALES);
              app.function("chaining", SALES, Chaining::new).state(TOTAL).emits(TURNOVERS);
              app.function("adding", TURNOVERS, Adding::new).emits(TOTALS);
            },
            TestSettings.defaults().withPartitions(7))) {
      for (int i = 0; i < 6; i++) {
        test.send(WORDS, "word-" + i);
      }
      test.endInput();
      assertThat(test.outputs(TOTALS)).hasSameSizeAs(test.outputs(SALES)).hasSizeGreaterThan(4_000);
    }
  }

  static final class Closing implements StreamFunction<String> {
    static final List<String> CALLS = new ArrayList<>();

    @Override
    public void open(io.millrace.functions.Settings settings) {
      CALLS.add("open " + settings.setting("name"));
    }

    @Override
    public void onRecord(StreamRecord<String> record, Context context) {}

    @Override
    public void close() {
      CALLS.add("close");
    }
  }

  @Test
  void shouldOpenAndCloseFunctions() {
    Closing.CALLS.clear();
    TestSettings settings = TestSettings.defaults().withPartitions(1).withSetting("name", "x");
    FunctionTest test =
        FunctionTest.of(app -> app.function("closing", WORDS, Closing::new), settings);
    assertThat(Closing.CALLS).containsExactly("open x");
    test.close();
    assertThat(Closing.CALLS).startsWith("open x", "open x").endsWith("close");
    int calls = Closing.CALLS.size();
    test.close();
    assertThat(Closing.CALLS).hasSize(calls);
  }

  @Test
  void shouldTakeTensOfThousandsOfRecords() {
    try (FunctionTest test = turnover()) {
      for (int i = 0; i < 10_000; i++) {
        test.send(SALES, new Sale("shop-" + i % 1_000, 1), i);
      }
      test.endInput();
      assertThat(test.outputs(TOTALS)).hasSize(1_000).containsOnly(10L);
    }
  }

  @Test
  void shouldShowDeadLetterTopicsByTheirType() {
    Topic<DeadLetter> letters = Topic.of("picky.dead-letter", DeadLetter.class);
    try (FunctionTest test =
        FunctionTest.of(
            app ->
                app.function("picky", WORDS, Picky::new)
                    .state(TOTAL)
                    .onFailure(FailurePolicy.deadLetter()))) {
      test.send(WORDS, "bad");
      assertThat(test.outputs(letters)).hasSize(1);
    }
  }
}
