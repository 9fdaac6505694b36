package io.millrace.functions.aggregate;

import io.millrace.functions.TypeRef;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Keeps the best values, best first; equal ones stay in the order in which they came. */
final class Top<T> implements Aggregate<T, List<T>, List<T>> {
  private final Type listType;
  private final int count;
  private final Comparator<? super T> bestFirst;
  private final boolean withTies;

  /** With ties, all are kept that are as good as the one at {@code count}. */
  Top(int count, Comparator<? super T> bestFirst, Type type, boolean withTies) {
    if (count < 1) {
      throw new IllegalArgumentException("ranks out of range: count=" + count + "; at least 1");
    }
    this.listType = TypeRef.generic(List.class, type).type();
    this.count = count;
    this.bestFirst = Objects.requireNonNull(bestFirst, "bestFirst");
    this.withTies = withTies;
  }

  @Override
  public Type accumulatorType() {
    return listType;
  }

  @Override
  public Optional<Type> resultType() {
    return Optional.of(listType);
  }

  @Override
  public List<T> create() {
    return List.of();
  }

  @Override
  public List<T> add(List<T> best, T value, long eventTimeMs) {
    int at = best.size();
    while (at > 0 && bestFirst.compare(value, best.get(at - 1)) < 0) {
      at--;
    }
    if (at >= count && !isTie(value, best)) {
      return best;
    }
    List<T> more = new ArrayList<>(best.size() + 1);
    more.addAll(best);
    more.add(at, value);
    return bounded(more);
  }

  private boolean isTie(T value, List<T> best) {
    return withTies && bestFirst.compare(value, best.get(count - 1)) == 0;
  }

  private List<T> bounded(List<T> ordered) {
    int size = Math.min(count, ordered.size());
    while (size >= count && size < ordered.size() && isTie(ordered.get(size), ordered)) {
      size++;
    }
    return Collections.unmodifiableList(ordered.subList(0, size));
  }

  @Override
  public List<T> merge(List<T> earlier, List<T> later) {
    if (earlier.isEmpty() || later.isEmpty()) {
      return later.isEmpty() ? earlier : later;
    }
    List<T> all = new ArrayList<>(earlier.size() + later.size());
    all.addAll(earlier);
    all.addAll(later);
    all.sort(bestFirst);
    return bounded(all);
  }

  @Override
  public List<T> result(List<T> best) {
    return best;
  }
}
