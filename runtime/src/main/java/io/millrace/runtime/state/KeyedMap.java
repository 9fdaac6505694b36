package io.millrace.runtime.state;

import io.millrace.functions.Codec;
import io.millrace.functions.MapState;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * A map per key, in a table of its own; see {@link MapEntries} for its entries. It is the map of
 * the key bound last; the times given never go back.
 *
 * @param <K> the type of the keys within the map
 * @param <V> the type of the values
 */
public final class KeyedMap<K, V> implements MapState<K, V> {
  private final MapEntries entries;
  private final Codec<K> keyCodec;
  private final Codec<V> valueCodec;

  /** Maps are forgotten {@code expiryMs} after their last change; 0 = never. */
  public KeyedMap(StateTable table, Codec<K> keyCodec, Codec<V> valueCodec, long expiryMs) {
    this.entries = new MapEntries(table, expiryMs);
    this.keyCodec = keyCodec;
    this.valueCodec = valueCodec;
  }

  /**
   * Makes this the map of {@code key}, whose bytes are copied. To be called before each use after
   * anything else has changed the table: a rollback, a restore, a sweep.
   */
  public void bind(KeyRef key, long nowMs) {
    entries.bind(key, nowMs);
  }

  private boolean find(K key) {
    if (entries.size() == 0) {
      return false;
    }
    keyCodec.encode(Objects.requireNonNull(key, "key"), entries.mapKey());
    return entries.find();
  }

  @Override
  public Optional<V> get(K key) {
    return find(key) ? Optional.of(valueCodec.decode(entries.value())) : Optional.empty();
  }

  @Override
  public V getOr(K key, V otherwise) {
    return find(key) ? valueCodec.decode(entries.value()) : otherwise;
  }

  @Override
  public boolean contains(K key) {
    return find(key);
  }

  @Override
  public void put(K key, V value) {
    Objects.requireNonNull(value, "value");
    valueCodec.encode(value, entries.newValue());
    keyCodec.encode(Objects.requireNonNull(key, "key"), entries.mapKey());
    entries.put();
  }

  @Override
  public void remove(K key) {
    if (find(key)) {
      entries.remove();
    }
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
    long ordinal = entries.first();
    while (ordinal != MapEntries.NONE) {
      long next = entries.read(ordinal);
      K key = keyCodec.decode(entries.readKey());
      V value = valueCodec.decode(entries.value());
      visitor.accept(key, value);
      ordinal = next;
    }
  }

  @Override
  public Map<K, V> toMap() {
    Map<K, V> copy = new LinkedHashMap<>();
    forEach(copy::put);
    return copy;
  }

  /**
   * Looks at so many entries and removes maps that have expired, large ones bit by bit; goes on
   * there next time. Changes nothing that can be seen, and leaves no key bound. Not to be called
   * within a call of user code.
   *
   * @return how many map entries it removed
   */
  public int sweep(long nowMs, int budgetEntries) {
    return entries.sweep(nowMs, budgetEntries);
  }
}
