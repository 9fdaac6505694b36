package io.millrace.runtime.partition;

import io.millrace.functions.MapState;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** A shared map in a call that has a key and so must not write it. */
final class ReadOnlyMap<K, V> implements MapState<K, V> {
  private final MapState<K, V> map;
  private final Supplier<String> refusal;

  ReadOnlyMap(MapState<K, V> map, Supplier<String> refusal) {
    this.map = map;
    this.refusal = refusal;
  }

  @Override
  public Optional<V> get(K key) {
    return map.get(key);
  }

  @Override
  public V getOr(K key, V otherwise) {
    return map.getOr(key, otherwise);
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
  public void forEach(BiConsumer<? super K, ? super V> visitor) {
    map.forEach(visitor);
  }

  @Override
  public Map<K, V> toMap() {
    return map.toMap();
  }

  @Override
  public void put(K key, V value) {
    throw new IllegalStateException(refusal.get());
  }

  @Override
  public void remove(K key) {
    throw new IllegalStateException(refusal.get());
  }

  @Override
  public void clear() {
    throw new IllegalStateException(refusal.get());
  }
}
