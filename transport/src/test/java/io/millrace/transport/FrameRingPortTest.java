package io.millrace.transport;

import io.millrace.runtime.transport.FrameReceiver;
import io.millrace.runtime.transport.FrameRing;
import io.millrace.runtime.transport.FrameSender;

class FrameRingPortTest extends FramePortContract {
  private FrameRing ring;

  @Override
  void open() {
    ring = new FrameRing(1 << 16);
  }

  @Override
  FrameSender sender() {
    return ring;
  }

  @Override
  FrameReceiver receiver() {
    return ring;
  }

  @Override
  void turn() {}

  @Override
  void close() {}
}
