package io.millrace.runtime.state;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.runtime.frame.Bits;

/**
 * The timers of one function and one kind of time in one partition, due in the order of (time,
 * ordinal). What is set is in a table of the queue's own, so snapshots and undo come with that:
 *
 * <ul>
 *   <li>key 1, spec, time, key of the timer: its ordinal;
 *   <li>key 2, ordinal: time, spec, key of the timer.
 * </ul>
 *
 * A heap beside it orders them. Its items are hints, believed only if the table has the timer, so
 * cancelling leaves them where they are and a rollback finds them again.
 *
 * <p>Within a call of user code only {@link #set} and {@link #cancel} may be called: {@link
 * #nextMs} and {@link #pollDue} drop hints, which a rollback of that call could not bring back.
 */
public final class TimerQueue {
  private static final int BY_TIMER = 1;
  private static final int BY_ORDINAL = 2;
  private static final int STALE_ALLOWED = 64;
  private static final int CHECKS_PER_SET = 4;

  private final StateTable table;
  private final TimerHeap hints = new TimerHeap();
  private final ByteOutput key = new ByteOutput(64);
  private final ByteOutput value = new ByteOutput(64);
  private final ByteInput read = new ByteInput();
  private final ByteOutput due = new ByteOutput(64);
  private final KeyRef dueKey = new KeyRef();
  private int dueSpec;
  private long dueAtMs;
  private long setSincePurge;
  private int purgeAt;

  /** Over a table that nothing else uses; timers that are in it already are found. */
  public TimerQueue(StateTable table) {
    this.table = table;
    rebuild();
  }

  /** Reads all timers from the table again: after a restore. Takes time for each timer. */
  public void rebuild() {
    hints.clear();
    setSincePurge = 0;
    purgeAt = 0;
    table.forEach(
        (array, at, length, values, valueAt, valueLength) -> {
          if (array[at] == BY_ORDINAL) {
            hints.add(Bits.getLong(values, valueAt), Bits.getLong(array, at + 1));
          }
        });
  }

  /** How many timers are set. */
  public long size() {
    return table.entries() / 2;
  }

  /** How many hints there are, stale ones included. */
  int hints() {
    return hints.size();
  }

  /** Sets a timer; changes nothing if the same key, spec and time is set. */
  public void set(KeyRef of, int spec, long atMs, long ordinal) {
    byTimer(of.array(), of.offset(), of.length(), spec, atMs);
    long hash = keyHash();
    if (table.find(hash, key.array(), 0, key.length())) {
      return;
    }
    value.length(0);
    value.writeLong(ordinal);
    insertKey(hash);
    byOrdinal(ordinal);
    value.length(0);
    value.writeLong(atMs);
    value.writeVarInt(spec);
    value.writeBytes(of.array(), of.offset(), of.length());
    insertKey(keyHash());
    hints.add(atMs, ordinal);
    setSincePurge++;
  }

  /** Takes a timer back; nothing happens if it is not set. */
  public void cancel(KeyRef of, int spec, long atMs) {
    byTimer(of.array(), of.offset(), of.length(), spec, atMs);
    if (!findKey()) {
      return;
    }
    long ordinal = Bits.getLong(table.valueArray(), table.valueOffset());
    removeKey();
    byOrdinal(ordinal);
    removeKey();
  }

  /** When the earliest timer is due; {@link Long#MAX_VALUE} if none is set. */
  public long nextMs() {
    purge();
    while (hints.size() > 0) {
      if (isSet(0)) {
        return hints.time(0);
      }
      hints.removeAt(0);
    }
    return Long.MAX_VALUE;
  }

  /**
   * Takes the earliest timer out if it is due at {@code upToMs}; {@link #dueSpec()}, {@link
   * #dueAtMs()} and {@link #dueKey()} tell which it was.
   */
  public boolean pollDue(long upToMs) {
    purge();
    while (hints.size() > 0 && hints.time(0) <= upToMs) {
      boolean isSet = isSet(0);
      hints.removeAt(0);
      if (isSet) {
        take();
        removeKey();
        byTimer(due.array(), 0, due.length(), dueSpec, dueAtMs);
        removeKey();
        return true;
      }
    }
    return false;
  }

  /** The spec of the timer taken last. */
  public int dueSpec() {
    return dueSpec;
  }

  /** The time of the timer taken last, in ms. */
  public long dueAtMs() {
    return dueAtMs;
  }

  /** The key of the timer taken last; valid until the next {@link #pollDue}. */
  public KeyRef dueKey() {
    return dueKey;
  }

  /** Copies the timer that is found in the table. */
  private void take() {
    read.wrap(table.valueArray(), table.valueOffset(), table.valueLength());
    dueAtMs = read.readLong();
    dueSpec = read.readVarInt();
    due.length(0);
    due.writeBytes(read.array(), read.position(), read.remaining());
    dueKey.set(due.array(), 0, due.length());
  }

  /** Whether the table has what the hint says; it is then what the table found last. */
  private boolean isSet(int hint) {
    byOrdinal(hints.ordinal(hint));
    return findKey() && Bits.getLong(table.valueArray(), table.valueOffset()) == hints.time(hint);
  }

  /** Once most hints are stale, drops some of them: as much work as there was setting. */
  private void purge() {
    if (setSincePurge == 0) {
      return;
    }
    long checks = CHECKS_PER_SET * setSincePurge;
    setSincePurge = 0;
    for (; checks > 0 && hints.size() > 2 * size() + STALE_ALLOWED; checks--) {
      purgeAt = purgeAt == 0 ? hints.size() - 1 : Math.min(purgeAt, hints.size()) - 1;
      if (!isSet(purgeAt)) {
        hints.removeAt(purgeAt);
      }
    }
  }

  private void byTimer(byte[] array, int at, int length, int spec, long atMs) {
    key.length(0);
    key.writeByte(BY_TIMER);
    key.writeVarInt(spec);
    key.writeLong(atMs);
    key.writeBytes(array, at, length);
  }

  private void byOrdinal(long ordinal) {
    key.length(0);
    key.writeByte(BY_ORDINAL);
    key.writeLong(ordinal);
  }

  private long keyHash() {
    return Hash.of(key.array(), 0, key.length());
  }

  private boolean findKey() {
    return table.find(keyHash(), key.array(), 0, key.length());
  }

  private void insertKey(long hash) {
    table.insert(hash, key.array(), 0, key.length(), value.array(), 0, value.length());
  }

  private void removeKey() {
    table.remove(keyHash(), key.array(), 0, key.length());
  }
}
