package io.millrace.functions;

import static io.millrace.functions.aggregate.Aggregates.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.join.Joins;
import io.millrace.functions.join.Lookup;
import io.millrace.functions.keyed.Deduplicate;
import io.millrace.functions.keyed.DistinctCount;
import io.millrace.functions.keyed.Newest;
import io.millrace.functions.pattern.Pattern;
import io.millrace.functions.stream.RecordStream;
import io.millrace.functions.window.Windows;
import io.millrace.testkit.FunctionTest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Every span of time that an application names is checked where it is named. */
class SpansTest {
  private static final Duration NEGATIVE = Duration.ofMillis(-1);
  private static final Duration HUGE = Duration.ofSeconds(Long.MAX_VALUE);
  private static final Topic<String> WORDS = Topic.of("words", String.class);
  private static final AsyncCall<String, String> ASK =
      AsyncCall.of("ask", String.class, String.class, word -> word);

  /** What is declared with a span, by how the parameter is named in the message. */
  private static Map<String, Consumer<Duration>> spans() {
    Map<String, Consumer<Duration>> spans = new LinkedHashMap<>();
    Deduplicate<String> deduplicate = Deduplicate.of(String.class);
    Windows<Object> windows = Windows.tumbling(Duration.ofSeconds(1));
    spans.put("within #1", deduplicate::firstByArrival);
    spans.put("within #2", deduplicate::lastByArrival);
    spans.put("within #3", deduplicate::firstByEventTime);
    spans.put("within #4", deduplicate::lastByEventTime);
    spans.put("state=s, expiry #1", StateSpec.of("s", String.class)::expireAfter);
    spans.put("state=s, expiry #2", ListSpec.of("s", String.class)::expireAfter);
    spans.put("state=s, expiry #3", MapSpec.of("s", String.class, String.class)::expireAfter);
    spans.put("state=newest, expiry", Newest.of(String.class)::expireAfter);
    spans.put(
        "state=seen, expiry",
        DistinctCount.of(String.class, UnaryOperator.<String>identity())::expireAfter);
    spans.put("state=left, expiry", Joins.of(WORDS, WORDS).updating(String::concat)::expireAfter);
    spans.put("state=row, expiry", Joins.of(WORDS, WORDS).table(String::concat)::expireAfter);
    spans.put("call=ask, timeout", ASK::timeout);
    spans.put(
        "call=ask, keepFor", Lookup.of(String.class, ASK, word -> word, String::concat)::keepFor);
    spans.put("topic=words, retained", WORDS::retained);
    spans.put("allowedLateness", windows::allowedLateness);
    spans.put("size #1", Windows::tumbling);
    spans.put("size #2", span -> Windows.sliding(span, Duration.ofSeconds(1)));
    spans.put("slide", span -> Windows.sliding(Duration.ofSeconds(1), span));
    spans.put("gap", Windows::session);
    spans.put("period #1", windows::earlyEvery);
    spans.put("period #2", windows::earlyEveryEventTime);
    spans.put("age", windows::keepLast);
    return spans;
  }

  @Test
  void shouldRefuseNegativeSpansByName() {
    assertThat(spans())
        .allSatisfy(
            (name, declaration) ->
                assertThatThrownBy(() -> declaration.accept(NEGATIVE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("negative time: " + name.split(" #")[0] + "=PT-0.001S; 0 or more"));
  }

  @Test
  void shouldRefuseSpansThatAreTooLongByName() {
    Map<String, Consumer<Duration>> all = spans();
    all.put("offset", span -> Windows.tumbling(Duration.ofSeconds(1), span.negated()));
    all.put("lower", span -> join(span.negated(), Duration.ZERO));
    all.put("upper", span -> join(Duration.ZERO, span));
    assertThat(all)
        .allSatisfy(
            (name, declaration) ->
                assertThatThrownBy(() -> declaration.accept(HUGE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("time too long: " + name.split(" #")[0] + "=PT")
                    .hasMessageEndingWith("; below 2^60 ms, which is 36 million years"));
  }

  private static void join(Duration lower, Duration upper) {
    Joins.of(WORDS, WORDS).interval(lower, upper, String::concat);
  }

  @Test
  void shouldRefuseNoTimeWhereThereMustBeSome() {
    assertThatThrownBy(() -> Windows.tumbling(Duration.ofNanos(1)))
        .hasMessage("no time: size=PT0.000000001S; 1 ms or more");
  }

  @Test
  void shouldTellSpansOfPatternsWithTheirOtherFaults() {
    Pattern<String> pattern =
        Pattern.<String>begin("a").next("b").oneOrMore().repeatWithin(HUGE).within(HUGE);
    assertThatThrownBy(
            () ->
                FunctionTest.of(
                    app -> {
                      RecordStream<String> matches =
                          app.stream(WORDS)
                              .keyBy(word -> word)
                              .pattern(pattern.withinBetweenSteps(HUGE), match -> match.first("a"));
                      matches.to(Topic.of("matches", String.class));
                    }))
        .hasMessageContaining("time too long: repeatWithin=PT")
        .hasMessageContaining("time too long: within=PT")
        .hasMessageContaining("time too long: withinBetweenSteps=PT");
  }

  @Test
  void shouldTakeTheLongestSpan() {
    Duration longest = Duration.ofMillis(Spans.MAX_MS - 1);
    Topic<Long> counts = Topic.of("counts", Long.class);
    try (FunctionTest test =
        FunctionTest.of(
            app ->
                app.stream(WORDS)
                    .keyBy(word -> word)
                    .window(Windows.tumbling(longest).allowedLateness(longest))
                    .aggregate(count())
                    .to(counts))) {
      test.send(WORDS, "a", 1_000);
      test.endInput();
      assertThat(test.outputs(counts)).containsExactly(1L);
    }
  }
}
