package io.millrace.cli.offline;

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

/** The engine's context, with an ear for what is emitted. */
record TracedContext(String function, Context context, Emission emission) implements Context {

  @Override
  public <T> void emit(Topic<T> topic, T value) {
    emit(topic, value, context.eventTimeMs());
  }

  @Override
  public <T> void emit(Topic<T> topic, T value, long eventTimeMs) {
    context.emit(topic, value, eventTimeMs);
    emission.emitted(function, topic, value, eventTimeMs);
  }

  @Override
  public <K> K key(Class<K> type) {
    return context.key(type);
  }

  @Override
  public Settings settings() {
    return context.settings();
  }

  @Override
  public int partition() {
    return context.partition();
  }

  @Override
  public long eventTimeMs() {
    return context.eventTimeMs();
  }

  @Override
  public long nowMs() {
    return context.nowMs();
  }

  @Override
  public long watermarkMs() {
    return context.watermarkMs();
  }

  @Override
  public RandomGenerator random() {
    return context.random();
  }

  @Override
  public <T> Optional<T> get(StateSpec<T> state) {
    return context.get(state);
  }

  @Override
  public <T> T getOr(StateSpec<T> state, T otherwise) {
    return context.getOr(state, otherwise);
  }

  @Override
  public <T> void put(StateSpec<T> state, T value) {
    context.put(state, value);
  }

  @Override
  public void remove(StateSpec<?> state) {
    context.remove(state);
  }

  @Override
  public <T> ListState<T> list(ListSpec<T> state) {
    return context.list(state);
  }

  @Override
  public <K, V> MapState<K, V> map(MapSpec<K, V> state) {
    return context.map(state);
  }

  @Override
  public void setTimer(TimerSpec timer, long atMs) {
    context.setTimer(timer, atMs);
  }

  @Override
  public void cancelTimer(TimerSpec timer, long atMs) {
    context.cancelTimer(timer, atMs);
  }

  @Override
  public void countLateDropped() {
    context.countLateDropped();
  }

  @Override
  public <Q> void async(AsyncCall<Q, ?> call, Q request) {
    context.async(call, request);
  }
}
