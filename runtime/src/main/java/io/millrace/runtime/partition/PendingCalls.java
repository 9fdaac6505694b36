package io.millrace.runtime.partition;

import io.millrace.functions.AsyncCall;
import io.millrace.functions.AsyncResult;
import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.runtime.frame.Bits;
import io.millrace.runtime.plan.FunctionPlan;
import io.millrace.runtime.state.Hash;
import io.millrace.runtime.state.KeyRef;
import io.millrace.runtime.state.StateTable;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Asynchronous calls whose outcome has not been journaled yet: a state table by call id, so that
 * calls survive a crash. Value: function (4), call (4), key length (4), key, request.
 */
final class PendingCalls {
  private final StateTable table;
  private final FunctionInstance[] functions;
  private final byte[] id = new byte[8];
  private final ByteOutput entry = new ByteOutput(128);
  private final KeyRef key = new KeyRef();
  private final Deque<Long> unstarted = new ArrayDeque<>();
  private FunctionInstance function;
  private AsyncResult<Object, Object> result;

  PendingCalls(StateTable table, FunctionInstance[] functions) {
    this.table = table;
    this.functions = functions;
  }

  /** Remembers a call that a function wants made. */
  void add(FunctionInstance caller, KeyRef of, AsyncCall<?, ?> call, Object request, long callId) {
    FunctionPlan.CallPlan plan = callOf(caller, call);
    entry.length(0);
    entry.writeInt(caller.plan().number());
    entry.writeInt(plan.number());
    entry.writeInt(of.length());
    entry.writeBytes(of.array(), of.offset(), of.length());
    plan.requests().encode(request, entry);
    Bits.putLong(id, 0, callId);
    table.put(Hash.of(id, 0, 8), id, 0, 8, entry.array(), 0, entry.length());
    unstarted.add(callId);
  }

  /** Starts the calls that were wanted since the last time, as long as they are still pending. */
  int start(AsyncCalls calls) {
    int started = 0;
    while (!unstarted.isEmpty()) {
      long callId = unstarted.poll();
      Bits.putLong(id, 0, callId);
      if (table.find(Hash.of(id, 0, 8), id, 0, 8) && read()) {
        calls.start(callId, result.call(), result.request());
        started++;
      }
    }
    return started;
  }

  /** Makes a call again whose outcome could not be journaled. */
  void startAgain(long callId) {
    unstarted.add(callId);
  }

  /** Starts none of the calls that were wanted: their outcomes come from elsewhere. */
  void startNone() {
    unstarted.clear();
  }

  /** Makes all pending calls again, after a recovery. */
  void startAll() {
    unstarted.clear();
    table.forEach(
        (keys, at, length, values, valueAt, valueLength) -> unstarted.add(Bits.getLong(keys, at)));
  }

  /** How many calls are pending. */
  long size() {
    return table.entries();
  }

  /** Takes a pending call off and decodes its outcome; false if it is not pending. */
  boolean take(byte[] ids, int at, ByteInput outcome) {
    if (!table.find(Hash.of(ids, at, 8), ids, at, 8)) {
      return false;
    }
    boolean known = read();
    table.remove(Hash.of(ids, at, 8), ids, at, 8);
    if (known) {
      FunctionPlan.CallPlan call = callOf(function, result.call());
      result = decodeOutcome(call, result.request(), outcome);
    }
    return known;
  }

  /** Reads the entry that was found; false if the application no longer has what it was for. */
  private boolean read() {
    byte[] bytes = new byte[table.valueLength()];
    System.arraycopy(table.valueArray(), table.valueOffset(), bytes, 0, bytes.length);
    ByteInput in = new ByteInput(bytes);
    int number = in.readInt();
    int callNumber = in.readInt();
    for (FunctionInstance candidate : functions) {
      if (candidate.plan().number() == number) {
        FunctionPlan.CallPlan call = callOf(candidate, callNumber);
        if (call == null) {
          return false;
        }
        byte[] keyBytes = in.readBytes(in.readInt());
        key.set(keyBytes, 0, keyBytes.length);
        function = candidate;
        result = new AsyncResult<>(call.call(), call.requests().decode(in), null, null);
        return true;
      }
    }
    return false;
  }

  FunctionInstance function() {
    return function;
  }

  AsyncResult<Object, Object> result() {
    return result;
  }

  KeyRef key() {
    return key;
  }

  /** Encodes an outcome as it is journaled: success (1), then response or error. */
  void encodeOutcome(long callId, Object response, String error, ByteOutput out) {
    Bits.putLong(id, 0, callId);
    if (table.find(Hash.of(id, 0, 8), id, 0, 8) && read()) {
      encodeOutcome(callOf(function, result.call()), response, error, out);
    }
  }

  static void encodeOutcome(
      FunctionPlan.CallPlan call, Object response, String error, ByteOutput out) {
    if (error == null && response != null) {
      int start = out.length();
      try {
        out.writeByte(1);
        call.responses().encode(response, out);
      } catch (RuntimeException e) {
        out.length(start);
        encodeOutcome(call, null, "response cannot be encoded: " + e.getMessage(), out);
      }
    } else {
      out.writeByte(0);
      out.writeString(error == null ? "call gave null" : error);
    }
  }

  static AsyncResult<Object, Object> decodeOutcome(
      FunctionPlan.CallPlan call, Object request, ByteInput in) {
    return in.readByte() == 1
        ? new AsyncResult<>(call.call(), request, call.responses().decode(in), null)
        : new AsyncResult<>(call.call(), request, null, in.readString());
  }

  static FunctionPlan.CallPlan callOf(FunctionInstance function, AsyncCall<?, ?> call) {
    for (FunctionPlan.CallPlan plan : function.plan().calls()) {
      if ((Object) plan.call() == call || plan.call().name().equals(call.name())) {
        return plan;
      }
    }
    throw function.undeclared("call", call.name(), "calls");
  }

  static FunctionPlan.CallPlan callOf(FunctionInstance function, int number) {
    for (FunctionPlan.CallPlan plan : function.plan().calls()) {
      if (plan.number() == number) {
        return plan;
      }
    }
    return null;
  }
}
