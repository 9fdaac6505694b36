package io.millrace.benchmarks;

import io.millrace.runtime.transport.FrameReceiver;
import io.millrace.runtime.transport.FrameSender;

/** One end of a way for frames between two processes. */
interface FrameLink extends AutoCloseable {
  /** Where this end is reached: {@code host:port}. */
  String address();

  /** Waits until frames can be sent to the other end. */
  FrameSender connect(String address) throws InterruptedException;

  /** What arrives at this end; to be polled by one thread. */
  FrameReceiver receiver();

  @Override
  void close();
}
