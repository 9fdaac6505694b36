package io.millrace.functions;

import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The map of the current key; iterates in the order in which keys were first put. */
public interface MapState<K, V> {

  /** The value at {@code key}. */
  Optional<V> get(K key);

  /** The value at {@code key}, or {@code otherwise}. */
  V getOr(K key, V otherwise);

  /** Stores a value. */
  void put(K key, V value);

  /** Drops a key; nothing happens if it is not there. */
  void remove(K key);

  /** Whether {@code key} is there. */
  boolean contains(K key);

  /** How many keys there are. */
  int size();

  /** Drops all keys. */
  void clear();

  /** Whether there are none. */
  default boolean isEmpty() {
    return size() == 0;
  }

  /** Visits all entries, oldest key first. The map must not be changed meanwhile. */
  void forEach(BiConsumer<? super K, ? super V> visitor);

  /** A copy of the entries, oldest key first. */
  Map<K, V> toMap();
}
