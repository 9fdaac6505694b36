package io.millrace.functions;

import io.millrace.functions.stream.KeyedStep;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Declares one function: its topics, state, timers and calls. Made by {@link
 * ApplicationBuilder#function}.
 *
 * @param <F> the function's class
 */
public final class FunctionSpec<F> {

  /** Handles the records of one topic: a method reference such as {@code Guard::onRule}. */
  @FunctionalInterface
  public interface Handler<F, T> {
    /** Handles one record. */
    void onRecord(F function, StreamRecord<T> record, Context context) throws Exception;
  }

  /** A topic that the function reads, with the method that handles it. */
  public record Input<F, T>(Topic<T> topic, Handler<? super F, T> handler) {}

  /** Of {@link #clockBehind}: the event clock moves once, at the end of all input. */
  public static final Duration UNTIL_THE_END = ChronoUnit.FOREVER.getDuration();

  private final String name;
  private final Supplier<? extends F> factory;
  private final List<Input<F, ?>> inputs = new ArrayList<>();
  private final List<StateDeclaration> states = new ArrayList<>();
  private final List<Topic<?>> emits = new ArrayList<>();
  private final Map<String, List<String>> steps = new HashMap<>();
  private final List<TimerSpec> timers = new ArrayList<>();
  private final List<AsyncCall<?, ?>> calls = new ArrayList<>();
  private Duration clockBehind = Duration.ZERO;
  private FailurePolicy failurePolicy = FailurePolicy.stop();

  FunctionSpec(String name, Supplier<? extends F> factory) {
    this.name = Objects.requireNonNull(name, "name");
    this.factory = Objects.requireNonNull(factory, "factory");
  }

  /** Reads one more topic, handled by {@code handler}. */
  public <T> FunctionSpec<F> input(Topic<T> topic, Handler<? super F, T> handler) {
    inputs.add(new Input<>(Objects.requireNonNull(topic), Objects.requireNonNull(handler)));
    return this;
  }

  /** Declares state. */
  public FunctionSpec<F> state(StateDeclaration... declared) {
    states.addAll(List.of(declared));
    return this;
  }

  /** Declares topics that the function emits to. */
  public FunctionSpec<F> emits(Topic<?>... topics) {
    emits.addAll(List.of(topics));
    return this;
  }

  /** Says through which stateless steps what the function emits to a topic goes, for people. */
  public FunctionSpec<F> emitsThrough(String text, Topic<?> topic) {
    emits.add(topic);
    steps.computeIfAbsent(topic.name(), name -> new ArrayList<>()).add(text);
    return this;
  }

  /** Declares timers. */
  public FunctionSpec<F> timer(TimerSpec... declared) {
    timers.addAll(List.of(declared));
    return this;
  }

  /** Declares asynchronous calls. */
  public FunctionSpec<F> calls(AsyncCall<?, ?>... declared) {
    calls.addAll(List.of(declared));
    return this;
  }

  /** Declares what a step declares: its state, timers, calls, topics besides results, clock. */
  public FunctionSpec<F> declares(KeyedStep<?> step) {
    states.addAll(step.states());
    timers.addAll(step.timers());
    calls.addAll(step.calls());
    emits.addAll(step.emits());
    return clockBehind(step.clockBehind());
  }

  /** Declares what another function declares, for one that takes its place; not its inputs. */
  public FunctionSpec<F> declares(FunctionSpec<?> other) {
    states.addAll(other.states);
    timers.addAll(other.timers);
    calls.addAll(other.calls);
    emits.addAll(other.emits);
    steps.putAll(other.steps);
    return clockBehind(other.clockBehind).onFailure(other.failurePolicy);
  }

  /**
   * Keeps the function's event clock so long behind that of the topics it reads, or, with {@link
   * #UNTIL_THE_END}, before all time until all their input has ended. Its event-time timers are due
   * later by that, and what it emits then is late for nobody: those who read it go by its clock.
   */
  public FunctionSpec<F> clockBehind(Duration delay) {
    clockBehind =
        delay.equals(UNTIL_THE_END)
            ? delay
            : Spans.notNegative("function=" + name + ", clockBehind", delay);
    return this;
  }

  /** Says what happens to records that the function fails on; {@link FailurePolicy#stop} if not. */
  public FunctionSpec<F> onFailure(FailurePolicy policy) {
    failurePolicy = Objects.requireNonNull(policy);
    return this;
  }

  /** Unique within the application; state survives an update of the code by this name. */
  public String name() {
    return name;
  }

  /** Makes the instance of a partition. */
  public Supplier<? extends F> factory() {
    return factory;
  }

  /** The topics it reads. */
  public List<Input<F, ?>> inputs() {
    return List.copyOf(inputs);
  }

  /** The state it declares. */
  public List<StateDeclaration> states() {
    return List.copyOf(states);
  }

  /** The topics it emits to. */
  public List<Topic<?>> emits() {
    return List.copyOf(emits);
  }

  /** The stateless steps on its ways to a topic, as {@link #emitsThrough} told them. */
  public List<String> stepsTo(Topic<?> topic) {
    return List.copyOf(steps.getOrDefault(topic.name(), List.of()));
  }

  /** The timers it declares. */
  public List<TimerSpec> timers() {
    return List.copyOf(timers);
  }

  /** The calls it declares. */
  public List<AsyncCall<?, ?>> calls() {
    return List.copyOf(calls);
  }

  /** How far its event clock stays behind. */
  public Duration clockBehind() {
    return clockBehind;
  }

  /** What happens on failure. */
  public FailurePolicy failurePolicy() {
    return failurePolicy;
  }
}
