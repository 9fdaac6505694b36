package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.AsyncCall;
import io.millrace.functions.Context;
import io.millrace.functions.FailurePolicy;
import io.millrace.functions.ListSpec;
import io.millrace.functions.MapSpec;
import io.millrace.functions.StateSpec;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.Topic;
import io.millrace.runtime.partition.FunctionFailedException;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What is a fault of the program, not of a record, stops it whatever the failure policy is. */
class ProgramFaultsTest {
  private static final Topic<String> WORDS = Topic.of("words", String.class);
  private static final StateSpec<Long> VALUE = StateSpec.of("value", Long.class);
  private static final ListSpec<Long> LIST = ListSpec.of("list", Long.class);
  private static final MapSpec<Long, Long> MAP = MapSpec.of("map", Long.class, Long.class);
  private static final TimerSpec TIMER = TimerSpec.eventTime("timer");
  private static final AsyncCall<String, String> CALL =
      AsyncCall.of("call", String.class, String.class, asked -> asked);

  private static final List<FailurePolicy> POLICIES =
      List.of(
          FailurePolicy.stop(),
          FailurePolicy.skip(),
          FailurePolicy.deadLetter(),
          FailurePolicy.quarantine(),
          FailurePolicy.retry(3).thenSkip());

  /** A function that has one of the states, so that its keys have something to be undone. */
  private static void assertStops(StreamFunction<String> function, String... told) {
    for (FailurePolicy policy : POLICIES) {
      try (FunctionTest test =
          FunctionTest.of(
              app ->
                  app.function("careless", WORDS, () -> function)
                      .state(StateSpec.of("other", Long.class))
                      .onFailure(policy))) {
        assertThatThrownBy(() -> test.send(WORDS, "w"))
            .as(policy.toString())
            .isInstanceOf(FunctionFailedException.class)
            .hasMessageContainingAll(told)
            .hasMessageContaining("function=careless, topic=words, key=w, at=partition ")
            .hasMessageNotContaining("onFailure");
      }
    }
  }

  private static void assertUndeclared(Consumer<Context> use, String told) {
    assertStops((word, context) -> use.accept(context), told);
    assertStops(
        (word, context) -> {
          try {
            use.accept(context);
          } catch (RuntimeException e) {
            // a function that takes everything for a fault of its record
          }
        },
        told);
  }

  @Test
  void shouldStopWhenAFunctionUsesWhatItDidNotDeclare() {
    assertUndeclared(
        context -> context.getOr(VALUE, 0L), "state=value; add .state(value) to its FunctionSpec");
    assertUndeclared(context -> context.put(VALUE, 1L), "state=value; add .state(value)");
    assertUndeclared(context -> context.list(LIST).add(1L), "state=list; add .state(list)");
    assertUndeclared(context -> context.map(MAP).put(1L, 1L), "state=map; add .state(map)");
    assertUndeclared(context -> context.emit(WORDS, "x"), "topic=words; add .emits(words)");
    assertUndeclared(context -> context.setTimer(TIMER, 5), "timer=timer; add .timer(timer)");
    assertUndeclared(context -> context.async(CALL, "x"), "call=call; add .calls(call)");
  }

  private static long deeper(long depth) {
    return depth < 0 ? 0 : deeper(depth + 1) + 1; // it never is
  }

  @Test
  void shouldTellWhereAFunctionWasWhoseErrorStopsTheApplication() {
    assertStops(
        (word, context) -> assertThat(deeper(0)).isZero(), "error=java.lang.StackOverflowError");
    assertStops(
        (word, context) -> {
          throw new NoClassDefFoundError("a/b/Missing");
        },
        "error=java.lang.NoClassDefFoundError: a/b/Missing");
  }
}
