package io.millrace.testkit;

import io.millrace.functions.Application;
import io.millrace.functions.AsyncCall;
import io.millrace.functions.ByteInput;
import io.millrace.functions.DeadLetter;
import io.millrace.functions.ListSpec;
import io.millrace.functions.MapSpec;
import io.millrace.functions.Spans;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Topic;
import io.millrace.runtime.channel.ChannelSettings;
import io.millrace.runtime.metrics.Counter;
import io.millrace.runtime.partition.FunctionFailedException;
import io.millrace.runtime.partition.RecordEncoder;
import io.millrace.runtime.plan.FunctionPlan;
import io.millrace.runtime.plan.TopicPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tests the functions of an application: it sends records, moves both kinds of time, and reads what
 * comes out and what is remembered. The real engine works, in the test's thread, on several
 * partitions, without files, network or waiting. Sources and sinks are not opened.
 *
 * <pre>{@code
 * try (FunctionTest test = FunctionTest.of(new CouponApp())) {
 *   test.send(CLAIMS, new Claim("u1", "c1"));
 *   assertThat(test.state("coupon-guard", SEEN, "u1")).contains(1);
 *   assertThat(test.outputs(ALERTS)).isEmpty();
 * }
 * }</pre>
 *
 * <p>{@link #close} does everything again, with crashes in between, and throws {@link
 * AssertionError} if anything differs: then a function depends on more than its record, its state
 * and its {@code Context}. The application is declared once more for this, so the same {@link
 * Application} must declare the same twice.
 *
 * <p>Not thread-safe.
 */
public final class FunctionTest implements AutoCloseable {
  private static final long END = Long.MAX_VALUE;

  private final Application application;
  private final TestSettings settings;
  private final Blueprint blueprint;
  private final Script script;
  private final Calls calls = new Calls();
  private final RecordEncoder encoder = new RecordEncoder(ChannelSettings.DEFAULT.recordBytes());
  private final Map<Integer, Integer> taken = new HashMap<>();
  private final Run run;
  private boolean failed;
  private boolean closed;
  private int verified = -1;

  private FunctionTest(Application application, TestSettings settings) {
    this.application = application;
    this.settings = settings;
    this.blueprint = new Blueprint(application, settings);
    this.script = new Script(settings.seed());
    this.run = new Run(blueprint.plan(), settings, calls::making).start();
  }

  /**
   * Starts an application with {@link TestSettings#defaults()}. A single function needs no class:
   * {@code FunctionTest.of(app -> app.function("guard", CLAIMS, Guard::new).state(SEEN))}.
   *
   * @throws IllegalArgumentException if the application cannot run; lists every fault
   */
  public static FunctionTest of(Application application) {
    return of(application, TestSettings.defaults());
  }

  /** Starts an application. */
  public static FunctionTest of(Application application, TestSettings settings) {
    return new FunctionTest(application, settings);
  }

  /**
   * Sends a record and works off all that follows from it. Its event time is what the topic's
   * source takes from the value, or else processing time.
   *
   * @throws FunctionFailedException if a function fails whose policy is to stop
   * @throws AssertionError if a function changes a value that it must not change
   */
  public <T> void send(Topic<T> topic, T value) {
    send(topic, value, blueprint.eventTimeOf(topic, value, run.nowMs()));
  }

  /** Like {@link #send(Topic, Object)}, with an event time in ms since 1970. */
  public <T> void send(Topic<T> topic, T value, long eventTimeMs) {
    TopicPlan plan = topic(topic);
    byte[] key = {};
    if (!topic.isBroadcast()) {
      encoder.encodeKey(plan, value);
      key = encoder.key().toByteArray();
    }
    encoder.encodeValue(plan, value);
    byte[] bytes = encoder.value().toByteArray();
    apply(new Operation.Send(topic.name(), key, bytes, eventTimeMs, Text.of(value)));
  }

  /**
   * Tells that no record earlier than {@code ms} (since 1970) is expected on a topic any more, and
   * fires the event-time timers that become due. Sent records alone move no watermark.
   *
   * @throws IllegalArgumentException if the topic is fed by functions: its watermark follows theirs
   */
  public void advanceWatermark(Topic<?> topic, long ms) {
    if (!topic(topic).isSourced()) {
      throw new IllegalArgumentException(
          "watermark not the test's to move: topic="
              + topic
              + ", fed by functions; advance the topics that these functions read");
    }
    apply(new Operation.Watermark(topic.name(), ms));
  }

  /** Moves the watermarks of all topics that are fed from outside. */
  public void advanceWatermark(long ms) {
    blueprint.plan().topics().stream()
        .filter(TopicPlan::isSourced)
        .forEach(topic -> apply(new Operation.Watermark(topic.topic().name(), ms)));
  }

  /** Tells that there will be no more input: all watermarks move to the end of time. */
  public void endInput() {
    advanceWatermark(END);
  }

  /**
   * Moves processing time; it stands still otherwise. Stops at each processing-time timer on the
   * way.
   */
  public void advanceTime(Duration by) {
    apply(new Operation.Time(run.nowMs() + Spans.millis("by", by)));
  }

  /** Processing time, ms since 1970. */
  public long nowMs() {
    return run.nowMs();
  }

  /**
   * A function's event clock, ms since 1970: the least of all partitions. {@link Long#MIN_VALUE}
   * before the first watermark of one of its topics.
   */
  public long watermarkMs(String function) {
    long least = Long.MAX_VALUE;
    for (int p = 0; p < run.partitionCount(); p++) {
      least = Math.min(least, run.reader(p).watermarkMs(function));
    }
    return least;
  }

  /**
   * Answers an asynchronous call in place of its body, from now on; an exception is a failed
   * attempt. Without an answer the call's own body is called. Either is called in the test's
   * thread, at once, and only in the first run.
   */
  public <Q, R> void answer(AsyncCall<Q, R> call, AsyncCall.Body<? super Q, ? extends R> body) {
    boolean declared =
        blueprint.plan().functions().stream()
            .flatMap(function -> function.calls().stream())
            .anyMatch(known -> (Object) known.call().body() == call.body());
    if (!declared) {
      throw new IllegalArgumentException(
          "call not declared: call=" + call.name() + "; no function has .calls(...) with it");
    }
    calls.answer(call, body);
  }

  /** Releases a key that a function's failure policy has quarantined. */
  public void release(String function, Object key) {
    FunctionPlan known =
        blueprint
            .plan()
            .function(function)
            .orElseThrow(
                () -> new IllegalArgumentException("unknown function: function=" + function));
    apply(new Operation.Release(known.name(), Run.encodeKey(key), Text.of(key)));
  }

  private void apply(Operation operation) {
    if (closed || failed) {
      throw new IllegalStateException(
          "test is over: " + (closed ? "it was closed" : "a function failed") + "; start another");
    }
    try {
      script.apply(operation, run);
    } catch (RuntimeException | Error e) {
      failed = true;
      if (e instanceof FunctionFailedException && e.getCause() instanceof AssertionError fault) {
        throw fault;
      }
      throw e;
    }
  }

  /**
   * The values that functions emitted to a topic since this or {@link #records} was last called for
   * it. Records of one key are in order; those of different keys may be in any, as in production.
   */
  public <T> List<T> outputs(Topic<T> topic) {
    return records(topic).stream().map(StreamRecord::value).toList();
  }

  /** Like {@link #outputs}, with event times. */
  @SuppressWarnings("unchecked")
  public <T> List<StreamRecord<T>> records(Topic<T> topic) {
    TopicPlan plan = topic(topic);
    if (!plan.isEmitted()) {
      throw new IllegalArgumentException(
          "topic not emitted: topic=" + topic + "; no function has .emits(" + topic + ")");
    }
    List<StreamRecord<T>> records = new ArrayList<>();
    List<Output> all = run.outputs();
    for (int i = taken.getOrDefault(plan.number(), 0); i < all.size(); i++) {
      Output output = all.get(i);
      if (output.topic() == plan.number()) {
        T value = (T) plan.codec().decode(new ByteInput(output.value()));
        records.add(new StreamRecord<>(topic, value, output.eventTimeMs()));
      }
    }
    taken.put(plan.number(), all.size());
    return records;
  }

  /** The dead letters of a function since this was last called for it. */
  public List<DeadLetter> deadLetters(String function) {
    return outputs(Topic.of(function + ".dead-letter", DeadLetter.class));
  }

  /** The value of a key; empty if there is none or it has expired. */
  @SuppressWarnings("unchecked")
  public <T> Optional<T> state(String function, StateSpec<T> state, Object key) {
    refuseShared(state);
    return (Optional<T>) run.state(function, state.name(), Run.encodeKey(key));
  }

  /**
   * The value of shared state.
   *
   * @throws AssertionError if the partitions have different ones
   */
  @SuppressWarnings("unchecked")
  public <T> Optional<T> state(String function, StateSpec<T> state) {
    return (Optional<T>) shared(function, state);
  }

  /**
   * The shared map of a function, in the order of its entries; empty if there is none.
   *
   * @throws AssertionError if the partitions have different ones
   */
  @SuppressWarnings("unchecked")
  public <K, V> Map<K, V> state(String function, MapSpec<K, V> state) {
    return (Map<K, V>) shared(function, state).orElseGet(Map::of);
  }

  /**
   * How many records functions have dropped so far because they came too late: {@code
   * context.countLateDropped()}, all functions together.
   */
  public long lateDropped() {
    return run.sum(Counter.LATE_DROPPED);
  }

  private static void refuseShared(StateDeclaration state) {
    if (state.isShared()) {
      throw new IllegalArgumentException(
          "state has no keys: state=" + state + " is shared; ask without a key");
    }
  }

  private Optional<Object> shared(String function, StateDeclaration state) {
    if (!state.isShared()) {
      throw new IllegalArgumentException("state has keys: state=" + state + "; ask for one");
    }
    Optional<Object> value = run.reader(0).get(function, state.name(), new byte[0]);
    for (int p = 1; p < run.partitionCount(); p++) {
      Optional<Object> other = run.reader(p).get(function, state.name(), new byte[0]);
      if (!value.equals(other)) {
        throw new AssertionError(
            "shared state differs: function="
                + function
                + ", state="
                + state
                + ", partition 0="
                + Text.of(value.orElse("nothing"))
                + (", partition " + p + "=")
                + Text.of(other.orElse("nothing"))
                + "; write it while handling broadcast records, from these alone");
      }
    }
    return value;
  }

  /** The list of a key, empty if there is none. */
  @SuppressWarnings("unchecked")
  public <T> List<T> state(String function, ListSpec<T> state, Object key) {
    return (List<T>) run.state(function, state.name(), Run.encodeKey(key)).orElseGet(List::of);
  }

  /** The map of a key, in the order of its entries; empty if there is none. */
  @SuppressWarnings("unchecked")
  public <K, V> Map<K, V> state(String function, MapSpec<K, V> state, Object key) {
    refuseShared(state);
    return (Map<K, V>) run.state(function, state.name(), Run.encodeKey(key)).orElseGet(Map::of);
  }

  private TopicPlan topic(Topic<?> topic) {
    return blueprint
        .plan()
        .topic(topic.name())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown topic: topic="
                        + topic
                        + "; known: "
                        + blueprint.plan().topics().stream().map(TopicPlan::toString).toList()));
  }

  /**
   * Does everything again and compares, now rather than at {@link #close}.
   *
   * @throws AssertionError if a function is not deterministic; says what differs and why that may
   *     be
   */
  public void verify() {
    if (!failed && verified != script.operations().size()) {
      verified = script.operations().size();
      new Verification(application, settings, blueprint, run, script, calls).run();
    }
  }

  /**
   * Calls {@link #verify} if the test sent anything since, and closes the functions. A test whose
   * function failed is not verified.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    try {
      verify();
    } finally {
      closed = true;
      run.close();
    }
  }
}
