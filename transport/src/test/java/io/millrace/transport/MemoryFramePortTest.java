package io.millrace.transport;

import io.millrace.runtime.transport.FrameReceiver;
import io.millrace.runtime.transport.FrameSender;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;

/** The contract says no more than what a plain queue of copies does. */
class MemoryFramePortTest extends FramePortContract {
  private static final int CAPACITY = 50;

  private final Queue<byte[]> queue = new ArrayDeque<>();

  @Override
  void open() {}

  @Override
  FrameSender sender() {
    return (frame, at, length) ->
        queue.size() < CAPACITY && queue.add(Arrays.copyOfRange(frame, at, at + length));
  }

  @Override
  FrameReceiver receiver() {
    return (handler, limit) -> {
      int count = 0;
      while (count < limit && !queue.isEmpty()) {
        byte[] frame = queue.remove();
        count++;
        handler.onFrame(frame, 0, frame.length);
      }
      return count;
    };
  }

  @Override
  void turn() {}

  @Override
  void close() {}
}
