package io.millrace.runtime.partition;

import io.millrace.functions.FunctionSpec;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.Topic;
import io.millrace.runtime.channel.Marks;
import io.millrace.runtime.plan.FunctionPlan;
import io.millrace.runtime.plan.StatePlan;
import io.millrace.runtime.plan.TopicPlan;
import io.millrace.runtime.state.KeyedList;
import io.millrace.runtime.state.KeyedMap;
import io.millrace.runtime.state.PartitionState;
import io.millrace.runtime.state.StateTable;
import io.millrace.runtime.state.TimerQueue;
import io.millrace.runtime.state.ValueState;
import java.util.List;

/** One function in one partition: the user's object, its state, its timers, its event clock. */
final class FunctionInstance {
  private final FunctionPlan plan;
  private final long clockBehindMs;
  private final Object function;
  private final FunctionSpec.Handler<Object, Object>[] handlers;
  private final StateDeclaration[] declarations;
  private final Object[] views;
  private final boolean expires;
  private final TopicPlan[] emits;
  private final TimerQueue eventTimers;
  private final TimerQueue processingTimers;
  private final StateTable quarantineTable;
  private final KeyedList<byte[]> quarantine;
  private long clockMs = Marks.NONE;
  private boolean idle;
  private UndeclaredException undeclared;

  @SuppressWarnings({"unchecked", "rawtypes"})
  FunctionInstance(FunctionPlan plan, PartitionState state) {
    this.plan = plan;
    this.clockBehindMs = plan.clockBehindMs();
    this.function = plan.spec().factory().get();
    if (function == null) {
      throw new IllegalStateException(
          "factory gave null: function=" + plan.name() + "; return a new instance each time");
    }
    this.handlers =
        plan.spec().inputs().stream()
            .map(input -> (FunctionSpec.Handler) input.handler())
            .toArray(FunctionSpec.Handler[]::new);
    this.declarations =
        plan.states().stream().map(StatePlan::declaration).toArray(StateDeclaration[]::new);
    this.views = plan.states().stream().map(spec -> view(spec, state)).toArray();
    this.expires = plan.states().stream().anyMatch(spec -> spec.expiryMs() > 0);
    this.emits = plan.emits().toArray(TopicPlan[]::new);
    this.eventTimers = new TimerQueue(state.table(plan.eventTimers()));
    this.processingTimers = new TimerQueue(state.table(plan.processingTimers()));
    this.quarantineTable = state.table(plan.quarantine());
    this.quarantine = new KeyedList<>(quarantineTable, PlainBytes.CODEC, 0);
  }

  private static Object view(StatePlan plan, PartitionState state) {
    StateTable table = state.table(plan.table());
    if (plan.declaration() instanceof StateSpec<?>) {
      return new ValueState<>(table, plan.codec(), plan.expiryMs());
    }
    if (plan.keyCodec() == null) {
      return new KeyedList<>(table, plan.codec(), plan.expiryMs());
    }
    return new KeyedMap<>(table, plan.keyCodec(), plan.codec(), plan.expiryMs());
  }

  /** The tables that a record's own key is looked for in. */
  void addTables(PartitionState state, List<StateTable> tables) {
    for (StatePlan of : plan.states()) {
      if (of.declaration() instanceof StateSpec<?> spec && !spec.isShared()) {
        tables.add(state.table(of.table()));
      }
    }
  }

  FunctionPlan plan() {
    return plan;
  }

  long clockBehindMs() {
    return clockBehindMs;
  }

  Object function() {
    return function;
  }

  /** The user's object, if it has timers and asynchronous results: all but handlers of lambdas. */
  StreamFunction<?> streamFunction() {
    return (StreamFunction<?>) function;
  }

  FunctionSpec.Handler<Object, Object> handler(int input) {
    return handlers[input];
  }

  /** The view of declared state. */
  Object view(StateDeclaration declared) {
    for (int i = 0; i < declarations.length; i++) {
      if (declarations[i] == declared) {
        return views[i];
      }
    }
    for (int i = 0; i < declarations.length; i++) {
      if (declarations[i].name().equals(declared.name())
          && declarations[i].getClass() == declared.getClass()) {
        return views[i];
      }
    }
    throw undeclared("state", declared.name(), "state");
  }

  /** The plan of a topic that the function emits to. */
  TopicPlan emitted(Topic<?> topic) {
    for (TopicPlan plan : emits) {
      if ((Object) plan.topic() == topic) {
        return plan;
      }
    }
    for (TopicPlan plan : emits) {
      if (plan.topic().equals(topic)) {
        return plan;
      }
    }
    throw undeclared("topic", topic.name(), "emits");
  }

  /** The plan of a timer that the function declared. */
  FunctionPlan.TimerPlan timer(TimerSpec spec) {
    for (FunctionPlan.TimerPlan timer : plan.timers()) {
      if (timer.spec().equals(spec)) {
        return timer;
      }
    }
    throw undeclared("timer", spec.name(), "timer");
  }

  /** To be thrown; kept, too, since the function may catch it. */
  UndeclaredException undeclared(String kind, String name, String declaration) {
    undeclared = new UndeclaredException(kind, plan.name(), name, declaration);
    return undeclared;
  }

  /** What the function used without having declared it; null as it should be. */
  UndeclaredException undeclared() {
    return undeclared;
  }

  /** The timer with this number, or null if the function no longer declares it. */
  TimerSpec timer(int number) {
    for (FunctionPlan.TimerPlan timer : plan.timers()) {
      if (timer.number() == number) {
        return timer.spec();
      }
    }
    return null;
  }

  TimerQueue timers(TimerSpec.TimeKind kind) {
    return kind == TimerSpec.TimeKind.EVENT ? eventTimers : processingTimers;
  }

  TimerQueue eventTimers() {
    return eventTimers;
  }

  TimerQueue processingTimers() {
    return processingTimers;
  }

  /** Removes expired state, a little. */
  void sweep(long nowMs, int budget) {
    if (!expires) {
      return;
    }
    for (Object view : views) {
      if (view instanceof ValueState<?> value) {
        value.sweep(nowMs, budget);
      } else if (view instanceof KeyedList<?> list) {
        list.sweep(nowMs, budget);
      } else if (view instanceof KeyedMap<?, ?> map) {
        map.sweep(nowMs, budget);
      }
    }
  }

  /** Whether any key is put aside. */
  boolean hasQuarantine() {
    return quarantineTable.entries() > 0;
  }

  /** Calls put aside; bind it to a key first. */
  KeyedList<byte[]> quarantine() {
    return quarantine;
  }

  /** The function's event clock, ms. */
  long clockMs() {
    return clockMs;
  }

  void clockMs(long ms) {
    clockMs = ms;
  }

  /** Whether all that its clock goes by is idle. */
  boolean isIdle() {
    return idle;
  }

  void idle(boolean idle) {
    this.idle = idle;
  }
}
