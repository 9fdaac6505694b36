package io.millrace.systemtests.simulation;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.AsyncCall;
import io.millrace.functions.ByteOutput;
import io.millrace.functions.FailurePolicy;
import io.millrace.functions.ListSpec;
import io.millrace.functions.MapSpec;
import io.millrace.functions.Settings;
import io.millrace.functions.StateSpec;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.Topic;
import io.millrace.runtime.codec.KeyCodec;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.NameRegistry;
import io.millrace.runtime.plan.PlanCompiler;
import java.time.Duration;
import java.util.Map;

/**
 * The application under test: all that the engine offers, in functions whose state is a hash of
 * everything they saw, in order. One record lost, doubled or swapped changes all that follows.
 */
final class Workload {
  static final int KEYS = 12;
  static final int GROUPS = 3;
  static final Duration DISORDER = Duration.ofMillis(40);

  record Action(int key, int split, int index, long timeMs) {}

  record Hop(int key, long hash, int left) {}

  record Echo(int key, long hash) {}

  record Feedback(int key, long hash) {}

  record Sum(int group, long hash) {}

  record Rule(long hash) {}

  record Result(int key, long hash, String from) {}

  static final Topic<Action> ACTIONS = Topic.of("actions", Action.class).keyedBy(Action::key);
  static final Topic<Hop> HOPS = Topic.of("hops", Hop.class).keyedBy(Hop::key);
  static final Topic<Echo> ECHOES = Topic.of("echoes", Echo.class).keyedBy(Echo::key);
  static final Topic<Feedback> FEEDBACK =
      Topic.of("feedback", Feedback.class).keyedBy(Feedback::key);
  static final Topic<Sum> SUMS = Topic.of("sums", Sum.class).keyedBy(Sum::group);
  static final Topic<Rule> RULES = Topic.of("rules", Rule.class).broadcast();
  static final Topic<Result> RESULTS =
      Topic.of("results", Result.class).keyedBy(Result::key).retained(Duration.ofDays(1));

  static final StateSpec<Long> HASH = StateSpec.of("hash", Long.class);
  static final StateSpec<Long> SHORT_LIVED =
      StateSpec.of("short-lived", Long.class).expireAfter(Duration.ofMillis(30));
  static final StateSpec<Long> RULED = StateSpec.of("ruled", Long.class).shared();
  static final ListSpec<Long> RECENT =
      ListSpec.of("recent", Long.class).expireAfter(Duration.ofMillis(50));
  static final MapSpec<Integer, Integer> SEEN = MapSpec.of("seen", Integer.class, Integer.class);
  static final MapSpec<Long, Integer> OPEN = MapSpec.of("open", Long.class, Integer.class);

  static final TimerSpec DUE = TimerSpec.eventTime("due");
  static final TimerSpec LATER = TimerSpec.processingTime("later");

  static final AsyncCall<Long, Long> LOOKUP =
      AsyncCall.of("lookup", Long.class, Long.class, Workload::lookup);

  /** Compiled once: it keeps nothing of a run. */
  static final ApplicationPlan PLAN = plan();

  private Workload() {}

  private static ApplicationPlan plan() {
    ApplicationBuilder app = new ApplicationBuilder(Settings.of(Map.of()));
    app.source(ACTIONS, new ActionSource()).eventTime(Action::timeMs).disorder(DISORDER);
    app.function("mixer", ACTIONS, MixerFunction::new)
        .input(FEEDBACK, MixerFunction::onFeedback)
        .state(HASH, SEEN, RECENT, OPEN)
        .timer(DUE)
        .emits(HOPS, ECHOES, SUMS, RULES)
        .onFailure(FailurePolicy.retry(30).thenDeadLetter());
    app.function("echo", ACTIONS, EchoFunction::new)
        .input(ECHOES, EchoFunction::onEcho)
        .state(HASH, OPEN)
        .timer(DUE)
        .emits(FEEDBACK, RESULTS);
    app.function("relay", HOPS, RelayFunction::new)
        .input(RULES, RelayFunction::onRule)
        .state(HASH, SHORT_LIVED, RULED)
        .timer(LATER)
        .calls(LOOKUP)
        .emits(HOPS, RESULTS)
        .onFailure(FailurePolicy.skip());
    app.function("moody", HOPS, MoodyFunction::new)
        .state(HASH)
        .emits(RESULTS)
        .onFailure(FailurePolicy.quarantine());
    app.function("totals", SUMS, TotalsFunction::new).state(HASH, OPEN).timer(DUE).emits(RESULTS);
    DerivedFunctions.declare(app);
    return PlanCompiler.compile("simulated", app, new NameRegistry());
  }

  private static Long lookup(Long request) {
    if (Math.floorMod(request, 5) == 0) {
      throw new IllegalArgumentException("not found: " + request);
    }
    return mix(request, 77);
  }

  /** Mixes a value into a hash; the order of values matters. */
  static long mix(long hash, long value) {
    long mixed = (Long.rotateLeft(hash, 23) ^ value) * 0x9E3779B97F4A7C15L;
    return mixed ^ mixed >>> 29;
  }

  /** A key as the engine encodes it. */
  static byte[] key(int key) {
    ByteOutput out = new ByteOutput(16);
    KeyCodec.encode(key, out);
    return out.toByteArray();
  }

  /** A number below {@code bound} from some bits of a hash. */
  static int pick(long hash, int shift, int bound) {
    return (int) Math.floorMod(hash >>> shift, (long) bound);
  }
}
