package io.millrace.functions.pattern;

import io.millrace.functions.AsyncCall;
import io.millrace.functions.Context;
import io.millrace.functions.ListSpec;
import io.millrace.functions.ListState;
import io.millrace.functions.MapSpec;
import io.millrace.functions.MapState;
import io.millrace.functions.Settings;
import io.millrace.functions.StateSpec;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.Topic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/** One key without an engine: state in memory, timers in order, clocks set by the test. */
final class MemoryContext implements Context {
  private final Map<String, Object> values = new HashMap<>();
  private final Map<String, MemoryMap<?, ?>> maps = new HashMap<>();
  private final TreeSet<Long> timers = new TreeSet<>();
  private final List<Object> emitted = new ArrayList<>();
  private TimerSpec timerSpec;
  private int late;
  long eventTimeMs;
  long nowMs;
  long watermarkMs = Long.MIN_VALUE;

  /** The next timer that is due, if any; it is taken away. */
  Optional<Timer> takeDue(long clockMs) {
    if (timers.isEmpty() || timers.first() > clockMs) {
      return Optional.empty();
    }
    long at = timers.pollFirst();
    eventTimeMs = at;
    return Optional.of(new Timer(timerSpec, at));
  }

  int late() {
    return late;
  }

  /** What was emitted to topics, taken away. */
  List<Object> takeEmitted() {
    List<Object> taken = List.copyOf(emitted);
    emitted.clear();
    return taken;
  }

  /** How many entries of state there are. */
  int entries() {
    return values.size() + maps.values().stream().mapToInt(MemoryMap::size).sum();
  }

  @Override
  @SuppressWarnings("unchecked")
  public <K, V> MapState<K, V> map(MapSpec<K, V> state) {
    return (MapState<K, V>) maps.computeIfAbsent(state.name(), n -> new MemoryMap<>());
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> Optional<T> get(StateSpec<T> state) {
    return Optional.ofNullable((T) values.get(state.name()));
  }

  @Override
  public <T> T getOr(StateSpec<T> state, T otherwise) {
    return get(state).orElse(otherwise);
  }

  @Override
  public <T> void put(StateSpec<T> state, T value) {
    values.put(state.name(), value);
  }

  @Override
  public void remove(StateSpec<?> state) {
    values.remove(state.name());
  }

  @Override
  public void setTimer(TimerSpec timer, long atMs) {
    timerSpec = timer;
    timers.add(atMs);
  }

  @Override
  public <T> void emit(Topic<T> topic, T value, long timeMs) {
    emitted.add(value);
  }

  @Override
  public <T> void emit(Topic<T> topic, T value) {
    emitted.add(value);
  }

  @Override
  public void countLateDropped() {
    late++;
  }

  @Override
  public long eventTimeMs() {
    return eventTimeMs;
  }

  @Override
  public long nowMs() {
    return nowMs;
  }

  @Override
  public long watermarkMs() {
    return watermarkMs;
  }

  @Override
  public <K> K key(Class<K> type) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Settings settings() {
    throw new UnsupportedOperationException();
  }

  @Override
  public int partition() {
    return 0;
  }

  @Override
  public RandomGenerator random() {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> ListState<T> list(ListSpec<T> state) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void cancelTimer(TimerSpec timer, long atMs) {
    timers.remove(atMs);
  }

  @Override
  public <Q> void async(AsyncCall<Q, ?> call, Q request) {
    throw new UnsupportedOperationException();
  }

  private static final class MemoryMap<K, V> implements MapState<K, V> {
    private final Map<K, V> entries = new LinkedHashMap<>();

    @Override
    public Optional<V> get(K key) {
      return Optional.ofNullable(entries.get(key));
    }

    @Override
    public V getOr(K key, V otherwise) {
      return entries.getOrDefault(key, otherwise);
    }

    @Override
    public void put(K key, V value) {
      entries.put(key, value);
    }

    @Override
    public void remove(K key) {
      entries.remove(key);
    }

    @Override
    public boolean contains(K key) {
      return entries.containsKey(key);
    }

    @Override
    public int size() {
      return entries.size();
    }

    @Override
    public void clear() {
      entries.clear();
    }

    @Override
    public void forEach(BiConsumer<? super K, ? super V> visitor) {
      entries.forEach(visitor);
    }

    @Override
    public Map<K, V> toMap() {
      return new LinkedHashMap<>(entries);
    }
  }
}
