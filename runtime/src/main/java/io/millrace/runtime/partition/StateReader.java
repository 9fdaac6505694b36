package io.millrace.runtime.partition;

import io.millrace.functions.ListSpec;
import io.millrace.functions.StateSpec;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.FunctionPlan;
import io.millrace.runtime.plan.StatePlan;
import io.millrace.runtime.state.KeyRef;
import io.millrace.runtime.state.KeyedList;
import io.millrace.runtime.state.KeyedMap;
import io.millrace.runtime.state.PartitionState;
import io.millrace.runtime.state.StateTable;
import io.millrace.runtime.state.ValueState;
import java.util.Optional;

/** Reads the state of one key of a partition. Used by the partition's thread. */
public final class StateReader {
  private final ApplicationPlan plan;
  private final PartitionState state;
  private final Fold fold;

  StateReader(ApplicationPlan plan, PartitionState state, Fold fold) {
    this.plan = plan;
    this.state = state;
    this.fold = fold;
  }

  /**
   * The state of a key as a value, {@code List} or {@code Map}; empty if there is none.
   *
   * @throws IllegalArgumentException if there is no such function or state
   */
  public Optional<Object> get(String function, String name, byte[] key) {
    StatePlan found = find(plan, function, name);
    StateTable table = state.table(found.table());
    KeyRef ref = new KeyRef();
    byte[] of = found.declaration().isShared() ? new byte[0] : key;
    ref.set(of, 0, of.length);
    if (found.declaration() instanceof StateSpec<?>) {
      return Optional.ofNullable(
          new ValueState<>(table, found.codec(), found.expiryMs()).get(ref, fold.nowMs()));
    }
    if (found.declaration() instanceof ListSpec<?>) {
      KeyedList<Object> list = new KeyedList<>(table, found.codec(), found.expiryMs());
      list.bind(ref, fold.nowMs());
      return list.isEmpty() ? Optional.empty() : Optional.of(list.toList());
    }
    KeyedMap<Object, Object> map =
        new KeyedMap<>(table, found.keyCodec(), found.codec(), found.expiryMs());
    map.bind(ref, fold.nowMs());
    return map.isEmpty() ? Optional.empty() : Optional.of(map.toMap());
  }

  /**
   * A function's event clock, ms since 1970; {@link Long#MIN_VALUE} before the first watermark.
   *
   * @throws IllegalArgumentException if there is no such function
   */
  public long watermarkMs(String function) {
    return fold.clockMs(function(plan, function).index());
  }

  /** The plan of a function's state. */
  public static StatePlan find(ApplicationPlan plan, String function, String name) {
    FunctionPlan of = function(plan, function);
    return of.states().stream()
        .filter(known -> known.declaration().name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown state: function="
                        + function
                        + ", state="
                        + name
                        + "; known: "
                        + of.states().stream().map(known -> known.declaration().name()).toList()));
  }

  private static FunctionPlan function(ApplicationPlan plan, String name) {
    return plan.function(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown function: function="
                        + name
                        + "; known: "
                        + plan.functions().stream().map(FunctionPlan::name).toList()));
  }
}
