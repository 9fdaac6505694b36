package io.millrace.runtime.partition;

import io.millrace.functions.AsyncCall;
import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.TimerSpec;
import io.millrace.runtime.channel.Marks;
import io.millrace.runtime.channel.Outbound;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.frame.RecordCursor;
import io.millrace.runtime.metrics.Counter;
import io.millrace.runtime.metrics.Counters;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.OlderCodecs;
import io.millrace.runtime.plan.TopicPlan;
import io.millrace.runtime.state.KeyRef;
import io.millrace.runtime.state.PartitionState;
import io.millrace.runtime.state.TimerQueue;

/**
 * The deterministic machine inside a partition: it applies journal entries, one after the other, to
 * the functions and their state, and emits records. Two folds of the same entries give the same
 * state and the same records in every channel.
 *
 * <p>An entry may be interrupted between records when a channel has no room; it is then applied
 * again from the start of the call and goes on where it was.
 */
final class Fold {
  private final int partition;
  private final Outbound outbound;
  private final Counters counters;
  private final OlderCodecs older;
  private final TopicPlan[] topics;
  private final FunctionInstance[] functions;
  private final InlineQueue inline = new InlineQueue();
  private final Emitter emitter;
  private final Caller caller;
  private final EventClocks clocks;
  private final PendingCalls pending;
  private final PartitionState state;
  private final EpochDigests digests;

  private final RecordCursor cursor = new RecordCursor();
  private final ByteInput valueInput = new ByteInput();
  private final KeyRef recordKey = new KeyRef();
  private final KeyRef inlineKey = new KeyRef();
  private final ByteOutput inlineKeyBytes = new ByteOutput(64);

  private final ReadAhead readAhead;

  private long nowMs;
  private long ordinal;
  private long entryOffset;
  private int codeVersion;
  private boolean eventTimersDue;

  /** All records of the partition's own channel below this sequence are folded. */
  private long ownNext = 1;

  private int recordsDone;
  private boolean bodyDone;
  private int timersDone;
  private boolean firing;

  Fold(
      ApplicationPlan plan,
      OlderCodecs older,
      int partition,
      int partitions,
      int recordBytes,
      Outbound outbound,
      Marks marks,
      PartitionState state,
      Counters counters) {
    this.partition = partition;
    this.older = older;
    this.state = state;
    this.outbound = outbound;
    this.counters = counters;
    this.topics = plan.topicsByNumber();
    this.emitter =
        new Emitter(
            partition, partitions, recordBytes, outbound, inline, counters, state.foldDigest());
    this.digests = new EpochDigests(state.foldDigest());
    this.functions =
        plan.functions().stream()
            .map(function -> new FunctionInstance(function, state))
            .toArray(FunctionInstance[]::new);
    this.readAhead = new ReadAhead(topics, functions, state);
    PartitionContext context = new PartitionContext(this, emitter, plan.settings(), partition);
    this.caller = new Caller(this, context, emitter, state, outbound, inline, counters);
    this.clocks = new EventClocks(plan, functions, partition, partitions, marks);
    this.pending = new PendingCalls(state.table(plan.asyncTable()), functions);
  }

  /** Opens the user's functions. */
  void open(io.millrace.functions.Settings settings) throws Exception {
    for (FunctionInstance function : functions) {
      if (function.function() instanceof StreamFunction<?> user) {
        user.open(settings);
      }
    }
  }

  /** Closes the user's functions. */
  void close() throws Exception {
    for (FunctionInstance function : functions) {
      if (function.function() instanceof StreamFunction<?> user) {
        user.close();
      }
    }
  }

  /**
   * Applies an entry.
   *
   * @return false if a channel or the state has no room; call again later with the same entry
   * @throws FunctionFailedException if user code failed and the policy is to stop
   */
  boolean apply(byte[] frame, int at) {
    if (!state.hasRoom()) {
      return false;
    }
    nowMs = Math.max(nowMs, FrameHeader.journalTimeMs(frame, at));
    entryOffset = FrameHeader.offset(frame, at);
    codeVersion = FrameHeader.codeVersion(frame, at);
    if (!bodyDone) {
      if (!applyBody(FrameHeader.type(frame, at), frame, at)) {
        return false;
      }
      bodyDone = true;
    }
    if (!sendCombined() || !fireEventTimers()) {
      return false;
    }
    bodyDone = false;
    recordsDone = 0;
    return true;
  }

  /** Notes a frame that will be applied soon; see {@link #touchExpected}. */
  void expect(byte[] frame, int at) {
    readAhead.expect(frame, at);
  }

  /** Touches the state that expected frames need, all at once. */
  void touchExpected() {
    readAhead.touchExpected();
  }

  /** Waits until the state has room. */
  void awaitRoom() {
    state.awaitRoom();
  }

  /** Whether an entry was begun and not finished. */
  boolean isInterrupted() {
    return bodyDone || recordsDone > 0 || firing;
  }

  private boolean applyBody(FrameType type, byte[] frame, int at) {
    return switch (type) {
      case DATA -> applyRecords(frame, at);
      case EPOCH -> {
        outbound.sealAll();
        outbound.epoch(FrameHeader.epoch(frame, at));
        digests.onEpoch(FrameHeader.epoch(frame, at));
        yield true;
      }
      case TICK -> fireProcessingTimers();
      case ASYNC_RESULT -> applyAsyncResults(frame, at);
      case RELEASE -> applyRelease(frame, at);
      default -> true;
    };
  }

  private boolean applyRecords(byte[] frame, int at) {
    int index = 0;
    readAhead.begin(frame, at);
    for (cursor.wrap(frame, at); cursor.next(); index++) {
      if (index < recordsDone) {
        continue;
      }
      if (!outbound.hasRoom()) {
        return false;
      }
      sendIfFull();
      applyRecord(readAhead.hash(index));
      recordsDone = index + 1;
    }
    if (FrameHeader.origin(frame, at) == outbound.origin()) {
      ownNext = FrameHeader.firstSequence(frame, at) + FrameHeader.recordCount(frame, at);
    }
    clocks.update(frame, at);
    return true;
  }

  private void applyRecord(long keyHash) {
    counters.increment(Counter.RECORDS_IN);
    int number = cursor.topic();
    TopicPlan topic = number < topics.length ? topics[number] : null;
    if (topic == null) {
      counters.increment(Counter.UNKNOWN_TOPIC);
      return;
    }
    if (topic.bindings().length == 0) {
      return;
    }
    Object value;
    try {
      valueInput.wrap(cursor.array(), cursor.valueOffset(), cursor.valueLength());
      value = older.topic(topic, codeVersion).decode(valueInput);
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "record cannot be decoded: partition="
              + partition
              + ", offset="
              + (entryOffset + recordsDone)
              + ", topic="
              + topic
              + "; was its type changed incompatibly? "
              + e.getMessage(),
          e);
    }
    KeyRef key = null;
    if (cursor.keyLength() > 0) {
      key = recordKey;
      key.set(cursor.array(), cursor.keyOffset(), cursor.keyLength(), keyHash);
    }
    emitter.beginRecord();
    deliver(topic, value, cursor.eventTimeMs(), key);
    settle();
  }

  private void deliver(TopicPlan topic, Object value, long eventTimeMs, KeyRef key) {
    StreamRecord<Object> record = new StreamRecord<>(topic.topic(), value, eventTimeMs);
    TopicPlan.Binding[] bindings = topic.bindings();
    // The loop only where it turns: compiled code that expects one turn is thrown away at the next.
    deliver(bindings[0], topic, record, key);
    for (int i = 1; i < bindings.length; i++) {
      deliver(bindings[i], topic, record, key);
    }
  }

  private void deliver(
      TopicPlan.Binding binding, TopicPlan topic, StreamRecord<Object> record, KeyRef key) {
    FunctionInstance function = functions[binding.function()];
    if (record.eventTimeMs() < function.clockMs()) {
      counters.increment(Counter.LATE);
    }
    caller.onRecord(function, binding.input(), topic, record, key);
  }

  /** Hands over what functions emitted to functions of this partition, until nothing is left. */
  private void settle() {
    while (!inline.isEmpty()) {
      counters.increment(Counter.RECORDS_INLINE);
      KeyRef key = inline.key(inlineKey, inlineKeyBytes) ? inlineKey : null;
      TopicPlan topic = inline.topic();
      Object value = inline.value();
      long eventTimeMs = inline.eventTimeMs();
      inline.remove();
      deliver(topic, value, eventTimeMs, key);
    }
  }

  /**
   * Sends what was added up of what functions emitted, before any clock tells that it was sent.
   *
   * @return false if a channel has no room; nothing was done then
   */
  private boolean sendCombined() {
    if (!emitter.holdsCombined()) {
      return true;
    }
    if (!outbound.hasRoom()) {
      return false;
    }
    sendAllCombined();
    return true;
  }

  private void sendIfFull() {
    if (emitter.isFull()) {
      sendAllCombined();
    }
  }

  private void sendAllCombined() {
    // all of it, room or not: between two calls of this nothing else may happen
    for (boolean first = true; emitter.holdsCombined(); first = false) {
      emitter.sendCombined(first);
      settle();
    }
  }

  /** Fires until nothing is due: one function's timers may set those of another, in a cycle. */
  private boolean fireEventTimers() {
    while (firing || clocks.isChanged() || eventTimersDue) {
      if (!firing) {
        firing = true;
        eventTimersDue = false;
        clocks.settled();
      }
      for (; timersDone < functions.length; timersDone++) {
        FunctionInstance function = functions[timersDone];
        clocks.advance(function);
        if (!fireAndSend(function, function.eventTimers(), function.clockMs())) {
          return false;
        }
        clocks.publish(function, isOwnChannelFolded());
      }
      timersDone = 0;
      firing = false;
    }
    return true;
  }

  /** Whether all that was emitted to this partition was handed to its readers. */
  private boolean isOwnChannelFolded() {
    return outbound.channel(partition).nextSequence() == ownNext;
  }

  private boolean fireProcessingTimers() {
    firing = true;
    for (; timersDone < functions.length; timersDone++) {
      FunctionInstance function = functions[timersDone];
      if (!fireAndSend(function, function.processingTimers(), nowMs)) {
        return false;
      }
    }
    timersDone = 0;
    firing = false;
    return true;
  }

  private boolean fireAndSend(FunctionInstance function, TimerQueue timers, long upToMs) {
    while (fire(function, timers, upToMs)) {
      if (!emitter.holdsCombined()) {
        return true;
      }
      if (!sendCombined()) {
        return false;
      }
      // what was sent may have set timers that are due: in a cycle
    }
    return false;
  }

  private boolean fire(FunctionInstance function, TimerQueue timers, long upToMs) {
    if (upToMs == Marks.NONE) {
      return true;
    }
    while (true) {
      if (!outbound.hasRoom()) {
        return timers.nextMs() > upToMs;
      }
      sendIfFull();
      if (!timers.pollDue(upToMs)) {
        return true;
      }
      counters.increment(Counter.TIMERS_FIRED);
      TimerSpec spec = function.timer(timers.dueSpec());
      if (spec != null) {
        emitter.beginRecord();
        caller.onTimer(function, spec, timers.dueAtMs(), timers.dueKey());
        settle();
      }
    }
  }

  private boolean applyAsyncResults(byte[] frame, int at) {
    int index = 0;
    for (cursor.wrap(frame, at); cursor.next(); index++) {
      if (index < recordsDone) {
        continue;
      }
      if (!outbound.hasRoom()) {
        return false;
      }
      valueInput.wrap(cursor.array(), cursor.valueOffset(), cursor.valueLength());
      if (pending.take(cursor.array(), cursor.keyOffset(), valueInput)) {
        emitter.beginRecord();
        caller.onAsyncResult(pending.function(), pending.result(), pending.key());
        settle();
      }
      recordsDone = index + 1;
    }
    return true;
  }

  private boolean applyRelease(byte[] frame, int at) {
    if (!outbound.hasRoom()) {
      return false;
    }
    cursor.wrap(frame, at);
    if (!cursor.next()) {
      return true;
    }
    recordKey.set(cursor.array(), cursor.keyOffset(), cursor.keyLength());
    for (FunctionInstance function : functions) {
      if (function.plan().number() == (int) cursor.eventTimeMs()) {
        emitter.beginRecord();
        caller.release(function, recordKey, topics);
        settle();
      }
    }
    return true;
  }

  /** Whether calls of a function with a key are put aside. */
  boolean isQuarantined(int functionNumber, byte[] key) {
    recordKey.set(key, 0, key.length);
    for (FunctionInstance function : functions) {
      if (function.plan().number() == functionNumber) {
        return caller.isQuarantined(function, recordKey);
      }
    }
    return false;
  }

  void timerSet(FunctionInstance function, TimerSpec.TimeKind kind, long atMs) {
    if (kind == TimerSpec.TimeKind.EVENT && atMs <= function.clockMs()) {
      eventTimersDue = true;
    }
  }

  void countLateDropped() {
    counters.increment(Counter.LATE_DROPPED);
  }

  void async(FunctionInstance function, KeyRef key, AsyncCall<?, ?> call, Object request) {
    pending.add(function, key, call, request, nextOrdinal());
  }

  /** The earliest processing-time timer, ms; {@link Long#MAX_VALUE} if there is none. */
  long nextProcessingTimerMs() {
    long next = Long.MAX_VALUE;
    for (FunctionInstance function : functions) {
      next = Math.min(next, function.processingTimers().nextMs());
    }
    return next;
  }

  /** Processing time, ms: never goes back. */
  long nowMs() {
    return nowMs;
  }

  /** The number of the current call. */
  long ordinal() {
    return ordinal;
  }

  /** A number that no call, timer or request had before. */
  long nextOrdinal() {
    return ++ordinal;
  }

  /** Takes back the numbers that a failed call used, down to its own. */
  void rollbackOrdinal(long ofCall) {
    ordinal = ofCall;
  }

  /** Where the entry at hand is, for people. */
  String place() {
    return "partition " + partition + " offset " + (entryOffset + recordsDone);
  }

  PendingCalls pendingCalls() {
    return pending;
  }

  /** Removes expired state, a little; changes nothing that anyone can see. */
  void sweep(int budget) {
    long paused = state.foldDigest().pause();
    for (FunctionInstance function : functions) {
      function.sweep(nowMs, budget);
    }
    state.foldDigest().resume(paused);
  }

  EpochDigests digests() {
    return digests;
  }

  /** Writes all that is not in state tables. */
  void save(ByteOutput out) {
    out.writeLong(nowMs);
    out.writeLong(ordinal);
    clocks.save(out);
  }

  /**
   * Reads what {@link #save} wrote, after the state tables and the channels were restored.
   *
   * @param ownFolded the sequence of its own channel up to which it had folded
   */
  void load(ByteInput in, long ownFolded) {
    ownNext = ownFolded;
    nowMs = in.readLong();
    ordinal = in.readLong();
    for (FunctionInstance function : functions) {
      function.eventTimers().rebuild();
      function.processingTimers().rebuild();
    }
    clocks.load(in, isOwnChannelFolded());
  }

  /** The event clock of the function at {@code index}, ms. */
  long clockMs(int index) {
    return functions[index].clockMs();
  }
}
