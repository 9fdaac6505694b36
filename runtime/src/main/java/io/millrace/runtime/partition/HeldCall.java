package io.millrace.runtime.partition;

import io.millrace.functions.AsyncResult;
import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import io.millrace.runtime.plan.FunctionPlan;
import io.millrace.runtime.plan.TopicPlan;

/**
 * A call that was put aside with its key, as bytes in the function's quarantine: kind (1), then for
 * a record topic (4), event time (8), value; for a timer number (4), time (8); for the result of an
 * asynchronous call number (4), request length (4), request, success (1), response or error.
 *
 * @param input which input a record is for, or -1
 * @param topic the topic of a record, or null
 * @param argument the record, timer or result
 */
record HeldCall(int input, TopicPlan topic, Object argument) {
  private static final int RECORD = 1;
  private static final int TIMER = 2;
  private static final int RESULT = 3;

  @SuppressWarnings("unchecked")
  StreamRecord<Object> record() {
    return (StreamRecord<Object>) argument;
  }

  @SuppressWarnings("unchecked")
  static byte[] of(FunctionInstance function, TopicPlan topic, Object argument) {
    if (argument instanceof Timer timer) {
      return ofTimer(function.timer(timer.spec()).number(), timer.atMs());
    }
    if (argument instanceof AsyncResult<?, ?> result) {
      return ofResult(function, result);
    }
    return ofRecord(topic, (StreamRecord<Object>) argument);
  }

  static byte[] ofRecord(TopicPlan topic, StreamRecord<Object> record) {
    ByteOutput out = new ByteOutput(64);
    out.writeByte(RECORD);
    out.writeInt(topic.number());
    out.writeLong(record.eventTimeMs());
    topic.codec().encode(record.value(), out);
    return out.toByteArray();
  }

  static byte[] ofTimer(int number, long atMs) {
    ByteOutput out = new ByteOutput(16);
    out.writeByte(TIMER);
    out.writeInt(number);
    out.writeLong(atMs);
    return out.toByteArray();
  }

  static byte[] ofResult(FunctionInstance function, AsyncResult<?, ?> result) {
    FunctionPlan.CallPlan call = PendingCalls.callOf(function, result.call());
    ByteOutput request = new ByteOutput(64);
    call.requests().encode(result.request(), request);
    ByteOutput out = new ByteOutput(64);
    out.writeByte(RESULT);
    out.writeInt(call.number());
    out.writeInt(request.length());
    out.writeBytes(request.array(), 0, request.length());
    PendingCalls.encodeOutcome(call, result.response(), result.error(), out);
    return out.toByteArray();
  }

  /** The call, or null if the application no longer has what it was for. */
  static HeldCall decode(byte[] bytes, FunctionInstance function, TopicPlan[] topics) {
    ByteInput in = new ByteInput(bytes);
    int kind = in.readByte();
    int number = in.readInt();
    if (kind == TIMER) {
      TimerSpec spec = function.timer(number);
      return spec == null ? null : new HeldCall(-1, null, new Timer(spec, in.readLong()));
    }
    if (kind == RESULT) {
      FunctionPlan.CallPlan call = PendingCalls.callOf(function, number);
      if (call == null) {
        return null;
      }
      byte[] request = in.readBytes(in.readInt());
      Object asked = call.requests().decode(new ByteInput(request));
      return new HeldCall(-1, null, PendingCalls.decodeOutcome(call, asked, in));
    }
    TopicPlan topic = number < topics.length ? topics[number] : null;
    if (topic == null) {
      return null;
    }
    long eventTimeMs = in.readLong();
    Object value = topic.codec().decode(in);
    for (TopicPlan.Binding binding : topic.bindings()) {
      if (binding.function() == function.plan().index()) {
        return new HeldCall(
            binding.input(), topic, new StreamRecord<>(topic.topic(), value, eventTimeMs));
      }
    }
    return null;
  }
}
