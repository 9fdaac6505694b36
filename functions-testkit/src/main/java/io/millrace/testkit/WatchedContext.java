package io.millrace.testkit;

import io.millrace.functions.AsyncCall;
import io.millrace.functions.Context;
import io.millrace.functions.ListSpec;
import io.millrace.functions.ListState;
import io.millrace.functions.MapSpec;
import io.millrace.functions.MapState;
import io.millrace.functions.Settings;
import io.millrace.functions.StateSpec;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.Topic;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The context of one call: passes everything on, and watches the objects that go in and out. */
final class WatchedContext implements Context {
  private final String function;
  private final Context context;
  private final Codings codings;
  private final Watch watch;
  private boolean over;

  WatchedContext(String function, Context context, Codings codings, Watch watch) {
    this.function = function;
    this.context = context;
    this.codings = codings;
    this.watch = watch;
  }

  /** The call is over: the function must not use this any more. */
  void over() {
    over = true;
  }

  private Context context() {
    if (over) {
      throw new IllegalStateException(
          "context used after its call: function="
              + function
              + "; it is valid during the call only: do not keep it in fields or lambdas");
    }
    return context;
  }

  @Override
  public <K> K key(Class<K> type) {
    return context().key(type);
  }

  @Override
  public Settings settings() {
    return context().settings();
  }

  @Override
  public int partition() {
    return context().partition();
  }

  @Override
  public long eventTimeMs() {
    return context().eventTimeMs();
  }

  @Override
  public long nowMs() {
    return context().nowMs();
  }

  @Override
  public long watermarkMs() {
    return context().watermarkMs();
  }

  @Override
  public RandomGenerator random() {
    return context().random();
  }

  @Override
  public <T> Optional<T> get(StateSpec<T> state) {
    Optional<T> value = context().get(state);
    value.ifPresent(
        present -> watch.add(Watch.Role.READ, state.name(), null, present, codings.of(state)));
    return value;
  }

  @Override
  public <T> T getOr(StateSpec<T> state, T otherwise) {
    return get(state).orElse(otherwise);
  }

  @Override
  public <T> void put(StateSpec<T> state, T value) {
    context().put(state, value);
    watch.replaced(state.name(), null);
    watch.add(Watch.Role.PUT, state.name(), null, value, codings.of(state));
  }

  @Override
  public void remove(StateSpec<?> state) {
    context().remove(state);
    watch.replaced(state.name(), null);
  }

  @Override
  public <T> ListState<T> list(ListSpec<T> state) {
    return new WatchedList<>(state.name(), context().list(state), watch, codings.of(state));
  }

  @Override
  public <K, V> MapState<K, V> map(MapSpec<K, V> state) {
    return new WatchedMap<>(state.name(), context().map(state), watch, codings.of(state));
  }

  @Override
  public <T> void emit(Topic<T> topic, T value) {
    context().emit(topic, value);
    watch.add(Watch.Role.EMITTED, topic.name(), null, value, codings.of(topic));
  }

  @Override
  public <T> void emit(Topic<T> topic, T value, long eventTimeMs) {
    context().emit(topic, value, eventTimeMs);
    watch.add(Watch.Role.EMITTED, topic.name(), null, value, codings.of(topic));
  }

  @Override
  public void setTimer(TimerSpec timer, long atMs) {
    context().setTimer(timer, atMs);
  }

  @Override
  public void cancelTimer(TimerSpec timer, long atMs) {
    context().cancelTimer(timer, atMs);
  }

  @Override
  public void countLateDropped() {
    context().countLateDropped();
  }

  @Override
  public <Q> void async(AsyncCall<Q, ?> call, Q request) {
    context().async(call, request);
  }
}
