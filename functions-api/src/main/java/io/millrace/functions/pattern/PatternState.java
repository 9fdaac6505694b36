package io.millrace.functions.pattern;

import io.millrace.functions.Context;
import io.millrace.functions.MapSpec;
import io.millrace.functions.MapState;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.functions.TypeRef;
import java.util.ArrayList;
import java.util.List;

/** The state of a pattern operator, each thing an entry of its own. */
final class PatternState<T> {
  static final MapSpec<Long, PartialMatch> PARTIALS =
      MapSpec.of("partial-matches", Long.class, PartialMatch.class);
  static final MapSpec<Long, MatchNode> NODES =
      MapSpec.of("match-nodes", Long.class, MatchNode.class);
  static final MapSpec<Long, Integer> USES = MapSpec.of("record-uses", Long.class, Integer.class);

  /** Partial matches of a key that were dropped because it had too many. */
  static final StateSpec<Long> DROPPED = StateSpec.of("dropped-partial-matches", Long.class);

  private final MapSpec<Slot, T> waiting;
  private final MapSpec<Long, T> records;

  PatternState(TypeRef<T> type) {
    this.waiting = MapSpec.of("waiting", Slot.class, type);
    this.records = MapSpec.of("records", Long.class, type);
  }

  List<StateDeclaration> declarations() {
    return List.of(waiting, PARTIALS, NODES, records, USES, DROPPED);
  }

  MatchBuffer<T> buffer(Context context) {
    return new MatchBuffer<>(
        context.map(PARTIALS), context.map(NODES), context.map(records), context.map(USES));
  }

  /** Adds a record to those of its time. */
  void await(long timeMs, T value, Context context) {
    MapState<Slot, T> slots = context.map(waiting);
    slots.put(new Slot(timeMs, count(slots, timeMs)), value);
  }

  /** Removes the records of a time, in order of arrival. */
  List<T> take(long timeMs, Context context) {
    MapState<Slot, T> slots = context.map(waiting);
    List<T> values = new ArrayList<>();
    for (Slot slot = new Slot(timeMs, 0); slots.contains(slot); ) {
      values.add(slots.get(slot).orElseThrow());
      slots.remove(slot);
      slot = new Slot(timeMs, slot.order() + 1);
    }
    return values;
  }

  /** How many records of a time there are, in logarithmic time. */
  private int count(MapState<Slot, T> slots, long timeMs) {
    int high = 1;
    while (slots.contains(new Slot(timeMs, high - 1))) {
      high *= 2;
    }
    int low = high / 2;
    while (high - low > 1) {
      int middle = (low + high) / 2;
      if (slots.contains(new Slot(timeMs, middle - 1))) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
