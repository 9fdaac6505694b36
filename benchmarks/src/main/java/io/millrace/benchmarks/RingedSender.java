package io.millrace.benchmarks;

import io.millrace.runtime.transport.FrameRing;
import io.millrace.runtime.transport.FrameSender;
import java.util.concurrent.locks.LockSupport;

/** Sends by another thread, behind a ring. */
final class RingedSender {
  private RingedSender() {}

  static FrameSender start(FrameSender behind) {
    FrameRing ring = new FrameRing(512 << 10);
    Thread thread = new Thread(() -> run(ring, behind), "bench-sender");
    thread.setDaemon(true);
    thread.start();
    return ring;
  }

  private static void run(FrameRing ring, FrameSender behind) {
    int idle = 0;
    while (true) {
      if (ring.poll((frame, at, length) -> send(behind, frame, at, length), 64) > 0) {
        idle = 0;
      } else if (idle++ < 100) {
        Thread.yield();
      } else {
        LockSupport.parkNanos(20_000);
      }
    }
  }

  private static void send(FrameSender behind, byte[] frame, int at, int length) {
    while (!behind.offer(frame, at, length)) {
      Thread.yield();
    }
  }
}
