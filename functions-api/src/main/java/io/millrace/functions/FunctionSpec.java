package io.millrace.functions;

import java.util.ArrayList;
import java.util.List;
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

  private final String name;
  private final Supplier<? extends F> factory;
  private final List<Input<F, ?>> inputs = new ArrayList<>();
  private final List<StateDeclaration> states = new ArrayList<>();
  private final List<Topic<?>> emits = new ArrayList<>();
  private final List<TimerSpec> timers = new ArrayList<>();
  private final List<AsyncCall<?, ?>> calls = new ArrayList<>();
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

  /** The timers it declares. */
  public List<TimerSpec> timers() {
    return List.copyOf(timers);
  }

  /** The calls it declares. */
  public List<AsyncCall<?, ?>> calls() {
    return List.copyOf(calls);
  }

  /** What happens on failure. */
  public FailurePolicy failurePolicy() {
    return failurePolicy;
  }
}
