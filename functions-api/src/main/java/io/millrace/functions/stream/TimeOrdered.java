package io.millrace.functions.stream;

import io.millrace.functions.ListState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A list in state that is kept in the order of event time; elements of the same time stay in the
 * order in which they came. Valid only during the call that it was made in.
 *
 * <p>What comes in order is appended. What comes out of order costs as many moves as there are
 * later elements, which disorder bounds. Searching costs the logarithm of the size.
 *
 * @param <E> the type of the elements
 */
public final class TimeOrdered<E extends TimeOrdered.Element> {

  /** What has a place in event time. */
  public interface Element {
    /** Event time, ms since 1970. */
    long timeMs();
  }

  private final ListState<E> list;

  /** Orders {@code list}, which nothing else writes to. */
  public TimeOrdered(ListState<E> list) {
    this.list = list;
  }

  /**
   * Inserts an element behind all that are not later.
   *
   * @return its index
   */
  public int insert(E element) {
    int at = list.size();
    E before = at == 0 ? null : list.get(at - 1);
    if (before == null || before.timeMs() <= element.timeMs()) {
      list.add(element);
      return at;
    }
    list.add(before);
    for (at--; at > 0; at--) {
      before = list.get(at - 1);
      if (before.timeMs() <= element.timeMs()) {
        break;
      }
      list.set(at, before);
    }
    list.set(at, element);
    return at;
  }

  /**
   * Puts the list in order whose first {@code ordered} elements are: for whoever appends as it
   * comes, and asks for the order now and then. What was appended in order is read once and stays.
   */
  public void orderFrom(int ordered) {
    List<E> added = new ArrayList<>();
    boolean isOrdered = true;
    long lastMs = ordered == 0 ? Long.MIN_VALUE : list.get(ordered - 1).timeMs();
    for (int i = ordered, size = list.size(); i < size; i++) {
      E element = list.get(i);
      isOrdered &= lastMs <= element.timeMs();
      lastMs = element.timeMs();
      added.add(element);
    }
    if (!isOrdered) {
      merge(ordered, added);
    }
  }

  /** From the end, so that what has its place already is not looked at. */
  private void merge(int ordered, List<E> added) {
    List<E> sorted = new ArrayList<>(added);
    sorted.sort(Comparator.comparingLong(Element::timeMs));
    int before = ordered - 1;
    E last = before < 0 ? null : list.get(before);
    int at = ordered + added.size() - 1;
    for (int i = sorted.size() - 1; i >= 0; at--) {
      E element = sorted.get(i);
      if (last != null && last.timeMs() > element.timeMs()) {
        list.set(at, last);
        before--;
        last = before < 0 ? null : list.get(before);
        continue;
      }
      if (at < ordered || added.get(at - ordered) != element) {
        list.set(at, element);
      }
      i--;
    }
  }

  /** How many elements are earlier than {@code timeMs}: the index of the first that is not. */
  public int countBefore(long timeMs) {
    int low = 0;
    int high = list.size();
    if (high == 0 || list.get(high - 1).timeMs() < timeMs) {
      return high;
    }
    high--;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (list.get(middle).timeMs() < timeMs) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The element at {@code index}, from 0. */
  public E get(int index) {
    return list.get(index);
  }

  /** The event time of the element at {@code index}. */
  public long timeMs(int index) {
    return list.get(index).timeMs();
  }

  /** Replaces the element at {@code index} by one of the same time. */
  public void set(int index, E element) {
    list.set(index, element);
  }

  /** Drops the {@code count} earliest elements. */
  public void removeFirst(int count) {
    list.removeFirst(count);
  }

  /** How many elements there are. */
  public int size() {
    return list.size();
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return list.isEmpty();
  }
}
