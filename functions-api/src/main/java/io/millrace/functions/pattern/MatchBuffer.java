package io.millrace.functions.pattern;

import io.millrace.functions.MapState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What patterns remember of one key, shared by all partial matches: each record once, each place in
 * a match once. What nothing refers to any more is removed at once. Valid during one call.
 */
final class MatchBuffer<T> {
  private final MapState<Long, PartialMatch> partials;
  private final MapState<Long, MatchNode> nodes;
  private final MapState<Long, T> records;
  private final MapState<Long, Integer> uses;
  private final Map<Long, T> read = new HashMap<>();

  /**
   * A buffer over the maps of the current key.
   *
   * @param uses how many nodes a record has; absent if it has one
   */
  MatchBuffer(
      MapState<Long, PartialMatch> partials,
      MapState<Long, MatchNode> nodes,
      MapState<Long, T> records,
      MapState<Long, Integer> uses) {
    this.partials = partials;
    this.nodes = nodes;
    this.records = records;
    this.uses = uses;
  }

  /** A copy of the partial matches by their numbers, oldest first. */
  Map<Long, PartialMatch> partials() {
    return partials.isEmpty() ? Map.of() : partials.toMap();
  }

  int size() {
    return partials.size();
  }

  /** A record that is in use. */
  T record(long number) {
    return read.computeIfAbsent(number, n -> records.get(n).orElseThrow());
  }

  /** The nodes up to one, first to last, by their numbers. */
  Map<Long, MatchNode> path(long last) {
    List<Map.Entry<Long, MatchNode>> reversed = new ArrayList<>();
    for (long number = last; number != MatchNode.NONE; ) {
      MatchNode node = nodes.get(number).orElseThrow();
      reversed.add(Map.entry(number, node));
      number = node.parent();
    }
    Collections.reverse(reversed);
    Map<Long, MatchNode> path = new LinkedHashMap<>();
    reversed.forEach(entry -> path.put(entry.getKey(), entry.getValue()));
    return path;
  }

  /** Adds a partial match that took {@code value}, after those of {@code node}'s parent. */
  void add(long number, PartialMatch partial, MatchNode node, T value) {
    partials.put(number, partial);
    nodes.put(number, node);
    if (node.parent() != MatchNode.NONE) {
      nodes.put(node.parent(), nodes.get(node.parent()).orElseThrow().used(1));
    }
    long record = MatchNode.record(number);
    if (records.contains(record)) {
      uses.put(record, uses.getOr(record, 1) + 1);
    } else {
      records.put(record, value);
      read.put(record, value);
    }
  }

  void update(long number, PartialMatch partial) {
    partials.put(number, partial);
  }

  /** Removes a partial match, with what only it referred to. */
  void remove(long number) {
    partials.remove(number);
    long unused = number;
    while (unused != MatchNode.NONE) {
      MatchNode node = nodes.get(unused).orElseThrow().used(-1);
      if (node.uses() > 0) {
        nodes.put(unused, node);
        return;
      }
      nodes.remove(unused);
      release(MatchNode.record(unused));
      unused = node.parent();
    }
  }

  private void release(long record) {
    int left = uses.getOr(record, 1) - 1;
    if (left == 0) {
      records.remove(record);
      read.remove(record); // the number is free again
    } else if (left == 1) {
      uses.remove(record);
    } else {
      uses.put(record, left);
    }
  }
}
