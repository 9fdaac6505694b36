package io.millrace.runtime.partition;

import io.millrace.functions.AsyncResult;
import io.millrace.functions.DeadLetter;
import io.millrace.functions.FailurePolicy;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import io.millrace.runtime.channel.Outbound;
import io.millrace.runtime.metrics.Counter;
import io.millrace.runtime.metrics.Counters;
import io.millrace.runtime.plan.TopicPlan;
import io.millrace.runtime.state.KeyRef;
import io.millrace.runtime.state.PartitionState;
import io.millrace.runtime.state.StateFault;

/** Calls user code: undoes what a failed call did, and does what the failure policy says. */
final class Caller {
  private final Fold fold;
  private final PartitionContext context;
  private final Emitter emitter;
  private final PartitionState state;
  private final Outbound outbound;
  private final InlineQueue inline;
  private final Counters counters;

  Caller(
      Fold fold,
      PartitionContext context,
      Emitter emitter,
      PartitionState state,
      Outbound outbound,
      InlineQueue inline,
      Counters counters) {
    this.fold = fold;
    this.context = context;
    this.emitter = emitter;
    this.state = state;
    this.outbound = outbound;
    this.inline = inline;
    this.counters = counters;
  }

  void onRecord(
      FunctionInstance function,
      int input,
      TopicPlan topic,
      StreamRecord<Object> record,
      KeyRef key) {
    if (isQuarantined(function, key)) {
      counters.increment(Counter.QUARANTINED);
      function.quarantine().add(HeldCall.ofRecord(topic, record));
      return;
    }
    call(function, key, record.eventTimeMs(), topic, input, record);
  }

  void onTimer(FunctionInstance function, TimerSpec spec, long atMs, KeyRef key) {
    Timer timer = new Timer(spec, atMs);
    if (isQuarantined(function, key)) {
      function.quarantine().add(HeldCall.ofTimer(function.timer(spec).number(), atMs));
      return;
    }
    call(function, key, atMs, null, -1, timer);
  }

  void onAsyncResult(FunctionInstance function, AsyncResult<?, ?> result, KeyRef key) {
    if (isQuarantined(function, key)) {
      function.quarantine().add(HeldCall.ofResult(function, result));
      return;
    }
    call(function, key, fold.nowMs(), null, -1, result);
  }

  boolean isQuarantined(FunctionInstance function, KeyRef key) {
    if (key == null || !function.hasQuarantine()) {
      return false;
    }
    function.quarantine().bind(key, 0);
    return !function.quarantine().isEmpty();
  }

  /** Makes the calls that were put aside with a key, in order, until one fails again. */
  void release(FunctionInstance function, KeyRef key, TopicPlan[] topics) {
    function.quarantine().bind(key, 0);
    var held = function.quarantine().toList();
    function.quarantine().clear();
    for (byte[] bytes : held) {
      HeldCall call = HeldCall.decode(bytes, function, topics);
      if (call == null) {
        counters.increment(Counter.SKIPPED);
      } else if (call.argument() instanceof Timer timer) {
        onTimer(function, timer.spec(), timer.atMs(), key);
      } else if (call.argument() instanceof AsyncResult<?, ?> result) {
        onAsyncResult(function, result, key);
      } else {
        onRecord(function, call.input(), call.topic(), call.record(), key);
      }
    }
  }

  private void call(
      FunctionInstance function,
      KeyRef key,
      long eventTimeMs,
      TopicPlan topic,
      int input,
      Object argument) {
    long ordinal = fold.nextOrdinal();
    boolean undoes = function.plan().undoesCalls();
    int inlineEnd = inline.end();
    for (int attempt = 1; ; attempt++) {
      context.enter(function, key, eventTimeMs);
      state.undoEnabled(undoes);
      state.beginCall();
      outbound.beginCall();
      emitter.beginCall();
      try {
        run(function, input, argument);
        if (function.undeclared() == null) {
          return;
        }
        throw function.undeclared();
      } catch (StateFault e) {
        throw e;
      } catch (Error e) {
        if (e instanceof VirtualMachineError && !(e instanceof StackOverflowError)) {
          throw e; // of the process, whoever meets it
        }
        throw failed(function, topic, key, e);
      } catch (Exception e) {
        FailurePolicy policy = function.plan().failurePolicy();
        if (!undoes || function.undeclared() != null) {
          throw failed(function, topic, key, e);
        }
        state.rollbackCall();
        outbound.rollbackCall();
        emitter.rollbackCall();
        inline.truncate(inlineEnd);
        // a replay may need another number of attempts: the ordinals that follow must not tell
        fold.rollbackOrdinal(ordinal);
        if (attempt < policy.attempts()) {
          counters.increment(Counter.RETRIES);
        } else {
          giveUp(function, key, eventTimeMs, topic, argument, e, attempt);
          return;
        }
      }
    }
  }

  @SuppressWarnings("unchecked")
  private void run(FunctionInstance function, int input, Object argument) throws Exception {
    if (input >= 0) {
      function
          .handler(input)
          .onRecord(function.function(), (StreamRecord<Object>) argument, context);
    } else if (argument instanceof Timer timer) {
      function.streamFunction().onTimer(timer, context);
    } else {
      function.streamFunction().onAsyncResult((AsyncResult<?, ?>) argument, context);
    }
  }

  private void giveUp(
      FunctionInstance function,
      KeyRef key,
      long eventTimeMs,
      TopicPlan topic,
      Object argument,
      Exception e,
      int attempts) {
    switch (function.plan().failurePolicy().action()) {
      case SKIP -> counters.increment(Counter.SKIPPED);
      case DEAD_LETTER -> {
        counters.increment(Counter.DEAD_LETTERS);
        outbound.beginCall();
        emitter.beginCall();
        emitter.emit(
            function.plan().deadLetters(),
            deadLetter(function, key, topic, argument, e, attempts),
            eventTimeMs);
      }
      case QUARANTINE -> {
        if (key == null) {
          throw failed(function, topic, null, e);
        }
        counters.increment(Counter.QUARANTINED);
        function.quarantine().bind(key, 0);
        function.quarantine().add(HeldCall.of(function, topic, argument));
      }
      case STOP -> throw failed(function, topic, key, e);
    }
  }

  @SuppressWarnings("unchecked")
  private DeadLetter deadLetter(
      FunctionInstance function,
      KeyRef key,
      TopicPlan topic,
      Object argument,
      Exception e,
      int attempts) {
    Object value = topic == null ? argument : ((StreamRecord<Object>) argument).value();
    return new DeadLetter(
        function.plan().name(),
        topic == null ? "" : topic.topic().name(),
        keyText(key),
        String.valueOf(value),
        e.toString(),
        attempts,
        fold.place());
  }

  private static String keyText(KeyRef key) {
    return key == null ? "" : Emitter.keyText(key.array(), key.offset(), key.length());
  }

  private FunctionFailedException failed(
      FunctionInstance function, TopicPlan topic, KeyRef key, Throwable e) {
    UndeclaredException undeclared = function.undeclared();
    String advice = "; mend the function and start again (nothing is lost)";
    if (undeclared != null) {
      advice = ", then start again (nothing is lost)";
    } else if (e instanceof Exception) {
      advice += ", or choose another policy with .onFailure(...)";
    }
    return new FunctionFailedException(
        "function failed: function="
            + function.plan().name()
            + (topic == null ? "" : ", topic=" + topic)
            + ", key="
            + keyText(key)
            + ", at="
            + fold.place()
            + ", error="
            + (undeclared == null ? e : undeclared.getMessage())
            + advice,
        undeclared == null ? e : undeclared);
  }
}
