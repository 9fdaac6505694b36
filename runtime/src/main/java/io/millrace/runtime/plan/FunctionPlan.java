package io.millrace.runtime.plan;

import io.millrace.functions.AsyncCall;
import io.millrace.functions.Codec;
import io.millrace.functions.FailurePolicy;
import io.millrace.functions.FunctionSpec;
import io.millrace.functions.TimerSpec;
import io.millrace.runtime.channel.Marks;
import java.time.Duration;
import java.util.List;

/**
 * A function as the engine runs it.
 *
 * @param index its place in {@link ApplicationPlan#functions()}: emitters before readers
 * @param number what stands for it in journals and snapshots
 * @param spec what the user wrote
 * @param inputs the topics it reads
 * @param emits the topics it emits to, its dead-letter topic among them
 * @param deadLetters its dead-letter topic, or null
 * @param states its state
 * @param timers its timers
 * @param calls its asynchronous calls
 * @param eventTimers the number of the table of its event-time timers
 * @param processingTimers the number of the table of its processing-time timers
 * @param quarantine the number of the table of its quarantined records
 * @param clockTopics the topics that its event clock goes by
 */
public record FunctionPlan(
    int index,
    int number,
    FunctionSpec<Object> spec,
    List<TopicPlan> inputs,
    List<TopicPlan> emits,
    TopicPlan deadLetters,
    List<StatePlan> states,
    List<TimerPlan> timers,
    List<CallPlan> calls,
    int eventTimers,
    int processingTimers,
    int quarantine,
    List<ClockTopic> clockTopics) {

  /** A timer with the number that stands for it in timers' tables. */
  public record TimerPlan(TimerSpec spec, int number) {}

  /** An asynchronous call with its number and codecs. */
  public record CallPlan(
      AsyncCall<Object, Object> call,
      int number,
      Codec<Object> requests,
      Codec<Object> responses) {}

  /**
   * A topic that a function's clock goes by.
   *
   * @param topic which
   * @param bySource whether sources' watermarks count
   * @param byPartitions whether the emitting partitions' watermarks count: not in a cycle
   */
  public record ClockTopic(TopicPlan topic, boolean bySource, boolean byPartitions) {}

  public String name() {
    return spec.name();
  }

  public FailurePolicy failurePolicy() {
    return spec.failurePolicy();
  }

  /** How far its event clock stays behind what it reads, ms; END: until all input has ended. */
  public long clockBehindMs() {
    Duration behind = spec.clockBehind();
    return behind.equals(FunctionSpec.UNTIL_THE_END) ? Marks.END : behind.toMillis();
  }

  /** Whether a failed call has to be undone: not if it stops the application anyway. */
  public boolean undoesCalls() {
    return failurePolicy().attempts() > 1 || failurePolicy().action() != FailurePolicy.Action.STOP;
  }
}
