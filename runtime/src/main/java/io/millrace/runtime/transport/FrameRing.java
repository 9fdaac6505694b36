package io.millrace.runtime.transport;

import io.millrace.runtime.frame.Bits;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A ring buffer of frames from one thread to one other. Frames are copied in and handed over in
 * place. One that is too large for the ring travels beside it, in its place in the order.
 */
public final class FrameRing implements FrameSender, FrameReceiver {
  private static final int ALIGNMENT = 8;
  private static final int PADDING = -1;
  private static final int BESIDE = -2;
  private static final VarHandle HEAD;
  private static final VarHandle TAIL;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      HEAD = lookup.findVarHandle(FrameRing.class, "head", long.class);
      TAIL = lookup.findVarHandle(FrameRing.class, "tail", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final byte[] buffer;
  private final int mask;
  private final Queue<byte[]> beside = new ConcurrentLinkedQueue<>();
  private long headSeen;

  @SuppressWarnings("unused") // read and written by HEAD and TAIL
  private long head;

  @SuppressWarnings("unused")
  private long tail;

  /** A ring of {@code capacity} bytes, a power of two. */
  public FrameRing(int capacity) {
    if (Integer.bitCount(capacity) != 1 || capacity < 1024) {
      throw new IllegalArgumentException(
          "capacity out of range: capacity=" + capacity + "; a power of two, at least 1024");
    }
    buffer = new byte[capacity];
    mask = capacity - 1;
  }

  @Override
  public boolean offer(byte[] frame, int at, int length) {
    boolean large = length > buffer.length / 4;
    int bytes = large ? ALIGNMENT : align(length + 4);
    long end = tail;
    int index = (int) end & mask;
    int rest = buffer.length - index;
    int needed = bytes > rest ? bytes + rest : bytes;
    if (end + needed - headSeen > buffer.length) {
      headSeen = (long) HEAD.getAcquire(this);
      if (end + needed - headSeen > buffer.length) {
        return false;
      }
    }
    if (bytes > rest) {
      Bits.putInt(buffer, index, PADDING);
      index = 0;
      end += rest;
    }
    if (large) {
      byte[] copy = new byte[length];
      System.arraycopy(frame, at, copy, 0, length);
      beside.add(copy);
      Bits.putInt(buffer, index, BESIDE);
    } else {
      Bits.putInt(buffer, index, length);
      System.arraycopy(frame, at, buffer, index + 4, length);
    }
    TAIL.setRelease(this, end + bytes);
    return true;
  }

  @Override
  public int poll(Handler handler, int limit) {
    int count = 0;
    long end = (long) TAIL.getAcquire(this);
    long at = head;
    try {
      while (count < limit && at < end) {
        int index = (int) at & mask;
        int length = Bits.getInt(buffer, index);
        if (length == PADDING) {
          at += buffer.length - index;
          continue;
        }
        count++;
        if (length == BESIDE) {
          at += ALIGNMENT;
          byte[] frame = beside.remove();
          handler.onFrame(frame, 0, frame.length);
        } else {
          at += align(length + 4);
          handler.onFrame(buffer, index + 4, length);
        }
      }
    } finally {
      HEAD.setRelease(this, at);
    }
    return count;
  }

  /** Whether nothing waits; for any thread. */
  public boolean isEmpty() {
    return (long) HEAD.getAcquire(this) == (long) TAIL.getAcquire(this);
  }

  private static int align(int bytes) {
    return bytes + ALIGNMENT - 1 & -ALIGNMENT;
  }
}
