package io.millrace.runtime.plan;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.AsyncCall;
import io.millrace.functions.FailurePolicy;
import io.millrace.functions.MapSpec;
import io.millrace.functions.Settings;
import io.millrace.functions.SourceSpec;
import io.millrace.functions.StateSpec;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.Topic;
import io.millrace.functions.connect.Published;
import io.millrace.functions.connect.Sink;
import io.millrace.functions.connect.Source;
import io.millrace.functions.connect.SplitReader;
import io.millrace.functions.connect.SplitStart;
import io.millrace.runtime.plan.FunctionPlan.ClockTopic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PlanCompilerTest {
  record Click(String user, long amount) {}

  /** Not a record, so there is no codec for it. */
  static final class Bean {}

  record Holder(String name, Bean bean) {}

  static final Topic<Click> CLICKS = Topic.of("clicks", Click.class).keyedBy(Click::user);
  static final Topic<Click> TOTALS = Topic.of("totals", Click.class).keyedBy(Click::user);
  static final Topic<Click> RULES = Topic.of("rules", Click.class).broadcast();
  static final Topic<Bean> BEANS = Topic.of("beans", Bean.class);
  static final StateSpec<Long> COUNT = StateSpec.of("count", Long.class);

  private final ApplicationBuilder app = new ApplicationBuilder(Settings.of(Map.of()));
  private final NameRegistry names = new NameRegistry();

  private static <T> StreamFunction<T> nothing() {
    return (record, context) -> {};
  }

  private static <T> Sink<T> nowhere() {
    return start -> {
      throw new IllegalStateException("not to be opened");
    };
  }

  private ApplicationPlan compile() {
    return PlanCompiler.compile("shop", app, names);
  }

  private List<String> faults() {
    InvalidApplicationException refusal =
        catchThrowableOfType(InvalidApplicationException.class, this::compile);
    assertThat(refusal).as("refused").isNotNull();
    return refusal.faults();
  }

  @Test
  void shouldCompileAnApplication() {
    app.source(CLICKS, Published.byClients());
    app.function("total", CLICKS, PlanCompilerTest::<Click>nothing).state(COUNT).emits(TOTALS);
    app.sink(TOTALS, nowhere());
    ApplicationPlan plan = compile();

    assertThat(plan.name()).isEqualTo("shop");
    assertThat(plan.function("total")).isPresent();
    assertThat(plan.topic("clicks").orElseThrow().isSourced()).isTrue();
    assertThat(plan.topic("clicks").orElseThrow().isJournaled()).isFalse();
    assertThat(plan.topic("totals").orElseThrow().isJournaled()).as("a sink reads it").isTrue();
    assertThat(plan.topic("none")).isEmpty();
  }

  @Test
  void shouldTellAllFaultsAtOnce() {
    app.source(CLICKS, Published.byClients())
        .disorder(Duration.ofMillis(-1))
        .idleAfter(Duration.ofSeconds(Long.MAX_VALUE));
    app.function("one", CLICKS, PlanCompilerTest::<Click>nothing);
    app.function("one", BEANS, PlanCompilerTest::<Bean>nothing);
    app.function("not a name", CLICKS, PlanCompilerTest::<Click>nothing)
        .state(COUNT, StateSpec.of("count", String.class), StateSpec.of("bean", Holder.class))
        .timer(TimerSpec.eventTime("t"), TimerSpec.processingTime("t"))
        .calls(AsyncCall.of("ask", String.class, Bean.class, request -> null));
    app.sink(TOTALS, nowhere());
    app.sink(TOTALS, nowhere());

    assertThat(faults())
        .hasSize(11)
        .anySatisfy(
            fault ->
                assertThat(fault)
                    .startsWith("time too long: source=clicks, idleAfter=PT")
                    .contains("; below 2^60 ms"))
        .anySatisfy(
            fault ->
                assertThat(fault).startsWith("negative time: source=clicks, disorder=PT-0.001S; 0"))
        .anySatisfy(fault -> assertThat(fault).startsWith("function name used twice: name=one"))
        .anySatisfy(
            fault -> assertThat(fault).startsWith("function name not allowed: name='not a name'"))
        .anySatisfy(fault -> assertThat(fault).startsWith("topic=beans: type not supported: type="))
        .anySatisfy(fault -> assertThat(fault).startsWith("state name used twice: name=count"))
        .anySatisfy(
            fault -> assertThat(fault).startsWith("state=not a name/bean: ").contains("bean"))
        .anySatisfy(fault -> assertThat(fault).startsWith("timer name used twice: name=t"))
        .anySatisfy(fault -> assertThat(fault).startsWith("call=not a name/ask: "))
        .anySatisfy(fault -> assertThat(fault).startsWith("sink name used twice: name=totals"))
        .anySatisfy(fault -> assertThat(fault).startsWith("topic never fed: topic=totals"));
  }

  @Test
  void shouldPutEachFaultOnALineOfTheMessage() {
    app.sink(TOTALS, nowhere());

    assertThat(catchThrowableOfType(InvalidApplicationException.class, this::compile).getMessage())
        .startsWith("application refused: name=shop, faults=2\n  - no functions;")
        .contains("\n  - topic never fed: topic=totals");
  }

  @Test
  void shouldRefuseAnApplicationWithoutFunctions() {
    assertThat(faults())
        .containsExactly(
            "no functions; bind at least one with app.function(...) or app.stream(...)");
  }

  @Test
  void shouldNotMissWhatCouldNotBeDeclared() {
    app.fault("pattern has faults: ...");
    assertThat(faults()).containsExactly("pattern has faults: ...");
  }

  @Test
  void shouldRefuseATopicThatIsDeclaredTwiceAndDifferently() {
    app.function("a", CLICKS, PlanCompilerTest::<Click>nothing);
    app.function(
        "b", Topic.of("clicks", Click.class).broadcast(), PlanCompilerTest::<Click>nothing);

    assertThat(faults())
        .containsExactly(
            "topic declared twice and differently: topic=clicks; use one constant everywhere");
  }

  @Test
  void shouldRefuseATopicThatAFunctionReadsTwice() {
    app.function("a", CLICKS, PlanCompilerTest::<Click>nothing)
        .input(CLICKS, (function, record, context) -> {});

    assertThat(faults())
        .containsExactly("topic bound twice: function=a, topic=clicks; bind it once");
  }

  @Test
  void shouldRefuseAMapWhoseKeysCannotBeEncoded() {
    app.function("a", CLICKS, PlanCompilerTest::<Click>nothing)
        .state(MapSpec.of("map", Bean.class, Long.class));

    assertThat(faults()).singleElement().asString().startsWith("state=a/map: ");
  }

  @Test
  void shouldAllowOneNameInDifferentFunctions() {
    app.function("a", CLICKS, PlanCompilerTest::<Click>nothing).state(COUNT);
    app.function("b", CLICKS, PlanCompilerTest::<Click>nothing).state(COUNT);
    List<FunctionPlan> functions = compile().functions();

    assertThat(functions.get(0).states().get(0).table())
        .isNotEqualTo(functions.get(1).states().get(0).table());
  }

  @Test
  void shouldPutEmittersBeforeReaders() {
    Topic<Click> middle = Topic.of("middle", Click.class);
    app.function("last", TOTALS, PlanCompilerTest::<Click>nothing);
    app.function("second", middle, PlanCompilerTest::<Click>nothing).emits(TOTALS);
    app.function("first", CLICKS, PlanCompilerTest::<Click>nothing).emits(middle);

    assertThat(compile().functions().stream().map(FunctionPlan::name))
        .containsExactly("first", "second", "last");
  }

  @Test
  void shouldDriveAClockByTheTopicsThatSourcesAndFunctionsFeed() {
    app.source(CLICKS, Published.byClients());
    app.function("first", CLICKS, PlanCompilerTest::<Click>nothing).emits(TOTALS);
    app.function("second", TOTALS, PlanCompilerTest::<Click>nothing);
    ApplicationPlan plan = compile();
    TopicPlan clicks = plan.topic("clicks").orElseThrow();
    TopicPlan totals = plan.topic("totals").orElseThrow();

    assertThat(plan.function("first").orElseThrow().clockTopics())
        .containsExactly(new ClockTopic(clicks, true, false));
    assertThat(plan.function("second").orElseThrow().clockTopics())
        .containsExactly(new ClockTopic(totals, false, true));
    assertThat(plan.markedTopics()).containsExactly(totals.number());
  }

  @Test
  void shouldNotLetATopicThatClosesACycleHoldBackAClock() {
    app.source(CLICKS, Published.byClients());
    app.function("round", CLICKS, PlanCompilerTest::<Click>nothing)
        .input(TOTALS, (function, record, context) -> {})
        .emits(TOTALS);
    ApplicationPlan plan = compile();

    assertThat(plan.functions().get(0).clockTopics())
        .containsExactly(new ClockTopic(plan.topic("clicks").orElseThrow(), true, false));
    assertThat(plan.markedTopics()).isEmpty();
  }

  @Test
  void shouldNotLetALongerCycleHoldBackAClock() {
    app.source(CLICKS, Published.byClients());
    app.function("there", CLICKS, PlanCompilerTest::<Click>nothing).emits(TOTALS);
    app.function("back", TOTALS, PlanCompilerTest::<Click>nothing).emits(CLICKS);
    ApplicationPlan plan = compile();

    assertThat(plan.function("there").orElseThrow().clockTopics())
        .containsExactly(new ClockTopic(plan.topic("clicks").orElseThrow(), true, false));
  }

  @Test
  void shouldRefuseAnEventTimerOfAFunctionThatOnlyACycleFeeds() {
    app.source(CLICKS, Published.byClients());
    app.function("there", CLICKS, PlanCompilerTest::<Click>nothing).emits(TOTALS);
    app.function("back", TOTALS, PlanCompilerTest::<Click>nothing)
        .timer(TimerSpec.eventTime("late"), TimerSpec.processingTime("soon"))
        .emits(CLICKS);

    assertThat(faults())
        .singleElement(as(STRING))
        .contains("event-time timer can never fire: function=back, timer=late");
  }

  @Test
  void shouldTakeAnEventTimerOfAFunctionThatClientsFeed() {
    app.function("total", CLICKS, PlanCompilerTest::<Click>nothing)
        .timer(TimerSpec.eventTime("late"));

    assertThat(compile().functions().get(0).timers()).hasSize(1);
  }

  @Test
  void shouldRefuseAlignmentThatASilentSplitWouldHoldUpForEver() {
    app.source(CLICKS, endless()).alignWithin(Duration.ofMinutes(1));
    app.function("total", CLICKS, PlanCompilerTest::<Click>nothing);

    assertThat(faults()).singleElement(as(STRING)).contains("source=clicks", ".idleAfter(");
  }

  @Test
  void shouldTakeAlignmentOfSplitsThatMayBeIdle() {
    app.source(CLICKS, endless())
        .alignWithin(Duration.ofMinutes(1))
        .idleAfter(Duration.ofSeconds(5));
    app.function("total", CLICKS, PlanCompilerTest::<Click>nothing);

    assertThat(compile().sources()).hasSize(1);
  }

  private static <T> Source<T> endless() {
    return new Source<>() {
      @Override
      public List<String> splits() {
        return List.of();
      }

      @Override
      public boolean bounded() {
        return false;
      }

      @Override
      public SplitReader<T> open(SplitStart<T> start) {
        throw new IllegalStateException("not to be opened");
      }
    };
  }

  @Test
  void shouldNotLetABroadcastTopicHoldBackAClock() {
    app.source(CLICKS, Published.byClients());
    app.source(RULES, Published.byClients());
    app.function("guard", CLICKS, PlanCompilerTest::<Click>nothing)
        .input(RULES, (function, record, context) -> {});
    ApplicationPlan plan = compile();

    assertThat(plan.functions().get(0).clockTopics())
        .containsExactly(new ClockTopic(plan.topic("clicks").orElseThrow(), true, false));
  }

  @Test
  void shouldAddADeadLetterTopicThatIsRetained() {
    app.source(CLICKS, Published.byClients()).onMalformed(SourceSpec.Malformed.DEAD_LETTER);
    app.function("guard", CLICKS, PlanCompilerTest::<Click>nothing)
        .onFailure(FailurePolicy.deadLetter());
    ApplicationPlan plan = compile();

    for (String topic : List.of("guard.dead-letter", "clicks.dead-letter")) {
      assertThat(plan.topic(topic).orElseThrow().isJournaled()).as(topic).isTrue();
      assertThat(plan.topic(topic).orElseThrow().topic().retention()).contains(Duration.ofDays(7));
    }
    assertThat(plan.functions().get(0).deadLetters())
        .isSameAs(plan.topic("guard.dead-letter").orElseThrow());
  }

  @Test
  void shouldUndoCallsOnlyIfTheApplicationGoesOn() {
    app.function("stops", CLICKS, PlanCompilerTest::<Click>nothing);
    app.function("retries", CLICKS, PlanCompilerTest::<Click>nothing)
        .onFailure(FailurePolicy.retry(1));
    app.function("skips", CLICKS, PlanCompilerTest::<Click>nothing).onFailure(FailurePolicy.skip());
    ApplicationPlan plan = compile();

    assertThat(plan.function("stops").orElseThrow().undoesCalls()).isFalse();
    assertThat(plan.function("retries").orElseThrow().undoesCalls()).isTrue();
    assertThat(plan.function("skips").orElseThrow().undoesCalls()).isTrue();
  }

  @Test
  void shouldKeepTheNumbersOfNamesWhenTheApplicationChanges() {
    app.function("total", CLICKS, PlanCompilerTest::<Click>nothing).state(COUNT).emits(TOTALS);
    ApplicationPlan before = compile();
    ApplicationBuilder later = new ApplicationBuilder(Settings.of(Map.of()));
    later.function("new", RULES, PlanCompilerTest::<Click>nothing).state(COUNT);
    later.function("total", CLICKS, PlanCompilerTest::<Click>nothing).emits(TOTALS).state(COUNT);
    ApplicationPlan after = PlanCompiler.compile("shop", later, names);
    FunctionPlan was = before.function("total").orElseThrow();
    FunctionPlan is = after.function("total").orElseThrow();

    assertThat(is.number()).isEqualTo(was.number());
    assertThat(is.states().get(0).table()).isEqualTo(was.states().get(0).table());
    assertThat(is.eventTimers()).isEqualTo(was.eventTimers());
    assertThat(after.topic("clicks").orElseThrow().number())
        .isEqualTo(before.topic("clicks").orElseThrow().number());
    assertThat(after.topic("rules").orElseThrow().number()).isGreaterThan(1);
  }

  @Test
  void shouldMakeNoFunctionWhileItCompiles() {
    AtomicInteger made = new AtomicInteger();
    app.function(
        "guard",
        CLICKS,
        () -> {
          made.incrementAndGet();
          return PlanCompilerTest.<Click>nothing();
        });
    compile();

    assertThat(made).hasValue(0);
  }
}
