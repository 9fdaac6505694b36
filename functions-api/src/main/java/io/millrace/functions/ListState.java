package io.millrace.functions;

import java.util.List;

/** The list of the current key. Reads decode, writes encode: elements are never shared. */
public interface ListState<T> extends Iterable<T> {

  /** Appends an element. */
  void add(T element);

  /** The element at {@code index}, from 0. */
  T get(int index);

  /** Replaces the element at {@code index}. */
  void set(int index, T element);

  /** Drops the {@code count} oldest elements; later ones move to the front. */
  void removeFirst(int count);

  /** How many elements there are. */
  int size();

  /** Drops all elements. */
  void clear();

  /** Whether there are none. */
  default boolean isEmpty() {
    return size() == 0;
  }

  /** A copy of the elements, in order. */
  List<T> toList();
}
