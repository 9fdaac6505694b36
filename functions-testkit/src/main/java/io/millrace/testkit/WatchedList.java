package io.millrace.testkit;

import io.millrace.functions.Codec;
import io.millrace.functions.ListState;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A list of state whose elements are watched. */
final class WatchedList<T> implements ListState<T> {
  private final String name;
  private final ListState<T> list;
  private final Watch watch;
  private final Codec<Object> codec;

  WatchedList(String name, ListState<T> list, Watch watch, Codec<Object> codec) {
    this.name = name;
    this.list = list;
    this.watch = watch;
    this.codec = codec;
  }

  @Override
  public void add(T element) {
    list.add(element);
    watch.add(Watch.Role.PUT, name, list.size() - 1, element, codec);
  }

  @Override
  public T get(int index) {
    T element = list.get(index);
    watch.add(Watch.Role.READ, name, index, element, codec);
    return element;
  }

  @Override
  public void set(int index, T element) {
    list.set(index, element);
    watch.replaced(name, index);
    watch.add(Watch.Role.PUT, name, index, element, codec);
  }

  @Override
  public void removeFirst(int count) {
    list.removeFirst(count);
    watch.replaced(name);
  }

  @Override
  public int size() {
    return list.size();
  }

  @Override
  public void clear() {
    list.clear();
    watch.replaced(name);
  }

  @Override
  public List<T> toList() {
    List<T> elements = new ArrayList<>();
    forEach(elements::add);
    return elements;
  }

  @Override
  public Iterator<T> iterator() {
    Iterator<T> elements = list.iterator();
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return elements.hasNext();
      }

      @Override
      public T next() {
        T element = elements.next();
        watch.add(Watch.Role.READ, name, next++, element, codec);
        return element;
      }
    };
  }
}
