package io.millrace.testkit;

import io.millrace.functions.Codec;
import io.millrace.functions.MapState;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** A map of state whose values are watched. */
final class WatchedMap<K, V> implements MapState<K, V> {
  private final String name;
  private final MapState<K, V> map;
  private final Watch watch;
  private final Codec<Object> codec;

  WatchedMap(String name, MapState<K, V> map, Watch watch, Codec<Object> codec) {
    this.name = name;
    this.map = map;
    this.watch = watch;
    this.codec = codec;
  }

  @Override
  public Optional<V> get(K key) {
    Optional<V> value = map.get(key);
    value.ifPresent(present -> watch.add(Watch.Role.READ, name, key, present, codec));
    return value;
  }

  @Override
  public V getOr(K key, V otherwise) {
    return get(key).orElse(otherwise);
  }

  @Override
  public void put(K key, V value) {
    map.put(key, value);
    watch.replaced(name, key);
    watch.add(Watch.Role.PUT, name, key, value, codec);
  }

  @Override
  public void remove(K key) {
    map.remove(key);
    watch.replaced(name, key);
  }

  @Override
  public boolean contains(K key) {
    return map.contains(key);
  }

  @Override
  public int size() {
    return map.size();
  }

  @Override
  public void clear() {
    map.clear();
    watch.replaced(name);
  }

  @Override
  public void forEach(BiConsumer<? super K, ? super V> visitor) {
    map.forEach(
        (key, value) -> {
          watch.add(Watch.Role.READ, name, key, value, codec);
          visitor.accept(key, value);
        });
  }

  @Override
  public Map<K, V> toMap() {
    Map<K, V> copy = new LinkedHashMap<>();
    forEach(copy::put);
    return copy;
  }
}
