package io.millrace.runtime.partition;

import io.millrace.functions.AsyncCall;
import io.millrace.functions.ByteInput;
import io.millrace.functions.Context;
import io.millrace.functions.ListSpec;
import io.millrace.functions.ListState;
import io.millrace.functions.MapSpec;
import io.millrace.functions.MapState;
import io.millrace.functions.Settings;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.Topic;
import io.millrace.runtime.codec.KeyCodec;
import io.millrace.runtime.plan.FunctionPlan;
import io.millrace.runtime.state.KeyRef;
import io.millrace.runtime.state.KeyedList;
import io.millrace.runtime.state.KeyedMap;
import io.millrace.runtime.state.ValueState;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** The one context of a partition, pointed at one call after the other. */
final class PartitionContext implements Context {
  private final Fold fold;
  private final Emitter emitter;
  private final Settings settings;
  private final int partition;
  private final KeyRef sharedKey = new KeyRef();
  private final ByteInput keyInput = new ByteInput();

  private FunctionInstance function;
  private KeyRef key;
  private long eventTimeMs;
  private SplittableRandom random;

  PartitionContext(Fold fold, Emitter emitter, Settings settings, int partition) {
    this.fold = fold;
    this.emitter = emitter;
    this.settings = settings;
    this.partition = partition;
    sharedKey.set(new byte[0], 0, 0);
  }

  /** Points at a call. {@code key} is null for broadcast records. */
  void enter(FunctionInstance function, KeyRef key, long eventTimeMs) {
    this.function = function;
    this.key = key;
    this.eventTimeMs = eventTimeMs;
    this.random = null;
  }

  /** The key; what is done with it is told in pieces, so that nothing is built for the error. */
  private KeyRef keyed(String what, String name, String verb) {
    if (key == null) {
      throw new IllegalStateException(
          what
              + name
              + verb
              + " without a key: function="
              + function.plan().name()
              + "; a broadcast record has none: use shared() state");
    }
    return key;
  }

  @Override
  public <K> K key(Class<K> type) {
    KeyRef current = keyed("key", "", " asked for");
    keyInput.wrap(current.array(), current.offset(), current.length());
    return KeyCodec.decode(keyInput, type);
  }

  @Override
  public Settings settings() {
    return settings;
  }

  @Override
  public int partition() {
    return partition;
  }

  @Override
  public long eventTimeMs() {
    return eventTimeMs;
  }

  @Override
  public long nowMs() {
    return fold.nowMs();
  }

  @Override
  public long watermarkMs() {
    return function.clockMs();
  }

  @Override
  public RandomGenerator random() {
    if (random == null) {
      random = new SplittableRandom((long) partition << 48 ^ fold.ordinal());
    }
    return random;
  }

  private KeyRef keyOf(StateDeclaration state, boolean writes) {
    if (!state.isShared()) {
      return keyed("state ", state.name(), " used");
    }
    if (writes && key != null) {
      throw new IllegalStateException(writtenWithKey(state));
    }
    return sharedKey;
  }

  private String writtenWithKey(StateDeclaration state) {
    return "shared state written with a key: function="
        + function.plan().name()
        + ", state="
        + state.name()
        + "; write it while handling broadcast records only";
  }

  @SuppressWarnings("unchecked")
  private <T> ValueState<T> value(StateSpec<T> state) {
    return (ValueState<T>) function.view(state);
  }

  @Override
  public <T> Optional<T> get(StateSpec<T> state) {
    return Optional.ofNullable(value(state).get(keyOf(state, false), fold.nowMs()));
  }

  @Override
  public <T> T getOr(StateSpec<T> state, T otherwise) {
    T value = value(state).get(keyOf(state, false), fold.nowMs());
    return value == null ? otherwise : value;
  }

  @Override
  public <T> void put(StateSpec<T> state, T value) {
    if (value == null) {
      throw new IllegalArgumentException(
          "null put: function="
              + function.plan().name()
              + ", state="
              + state.name()
              + "; use remove");
    }
    value(state).put(keyOf(state, true), value, fold.nowMs());
  }

  @Override
  public void remove(StateSpec<?> state) {
    value(state).remove(keyOf(state, true));
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> ListState<T> list(ListSpec<T> state) {
    KeyedList<T> list = (KeyedList<T>) function.view(state);
    list.bind(keyed("state ", state.name(), " used"), fold.nowMs());
    return list;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <K, V> MapState<K, V> map(MapSpec<K, V> state) {
    KeyedMap<K, V> map = (KeyedMap<K, V>) function.view(state);
    map.bind(keyOf(state, false), fold.nowMs());
    return state.isShared() && key != null
        ? new ReadOnlyMap<>(map, () -> writtenWithKey(state))
        : map;
  }

  @Override
  public <T> void emit(Topic<T> topic, T value) {
    emitter.emit(function.emitted(topic), value, eventTimeMs);
  }

  @Override
  public <T> void emit(Topic<T> topic, T value, long atMs) {
    emitter.emit(function.emitted(topic), value, atMs);
  }

  @Override
  public void setTimer(TimerSpec timer, long atMs) {
    FunctionPlan.TimerPlan plan = function.timer(timer);
    KeyRef current = keyed("timer ", timer.name(), " set");
    function.timers(timer.time()).set(current, plan.number(), atMs, fold.nextOrdinal());
    fold.timerSet(function, timer.time(), atMs);
  }

  @Override
  public void cancelTimer(TimerSpec timer, long atMs) {
    FunctionPlan.TimerPlan plan = function.timer(timer);
    KeyRef current = keyed("timer ", timer.name(), " cancelled");
    function.timers(timer.time()).cancel(current, plan.number(), atMs);
  }

  @Override
  public void countLateDropped() {
    fold.countLateDropped();
  }

  @Override
  public <Q> void async(AsyncCall<Q, ?> call, Q request) {
    fold.async(function, keyed("call ", call.name(), " made"), call, request);
  }
}
