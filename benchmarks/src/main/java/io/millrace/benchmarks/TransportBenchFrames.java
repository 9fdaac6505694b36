package io.millrace.benchmarks;

import io.millrace.runtime.frame.Bits;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.transport.FrameSender;
import java.util.concurrent.locks.LockSupport;

/** Sends frames at a rate, or as fast as they are taken, and marks those that count. */
final class TransportBenchFrames {
  /** Generations of frames, for the receiver. */
  static final int IGNORED = 0;

  static final int PACED = 1;
  static final int FLAT_OUT = 2;

  /** The last frame of a measurement. */
  static final int END = 3;

  static final int RECORD_BYTES = 40;

  private static final long PARK_NS = 50_000;

  private final FrameSender sender;

  TransportBenchFrames(FrameSender sender) {
    this.sender = sender;
  }

  /** Sends frames of one record that carry the time at which they should have been sent. */
  void paced(long rate, long ns, boolean counts) {
    byte[] frame = frame(1);
    FrameHeader.generation(frame, 0, counts ? PACED : IGNORED);
    long startNs = System.nanoTime();
    long count = rate * (ns / 1_000_000) / 1_000;
    for (long i = 0; i < count; i++) {
      long dueNs = startNs + i * 1_000_000_000L / rate;
      while (System.nanoTime() < dueNs) {
        Thread.yield();
      }
      FrameHeader.epoch(frame, 0, dueNs);
      FrameHeader.seal(frame, 0);
      send(frame);
    }
    end(frame, counts);
  }

  /** Sends frames of so many records; returns how many frames. */
  long flatOut(int records, long ns, boolean counts) {
    byte[] frame = frame(records);
    FrameHeader.generation(frame, 0, counts ? FLAT_OUT : IGNORED);
    FrameHeader.seal(frame, 0);
    long sent = 0;
    for (long startNs = System.nanoTime(); System.nanoTime() - startNs < ns; sent++) {
      send(frame);
    }
    end(frame, counts);
    return sent;
  }

  private void end(byte[] frame, boolean counts) {
    if (counts) {
      FrameHeader.generation(frame, 0, END);
      FrameHeader.seal(frame, 0);
      send(frame);
    }
  }

  private void send(byte[] frame) {
    for (int tries = 0; !sender.offer(frame, 0, frame.length); tries++) {
      if (tries < 100) {
        Thread.yield();
      } else {
        LockSupport.parkNanos(PARK_NS);
      }
    }
  }

  private static byte[] frame(int records) {
    byte[] frame = new byte[FrameHeader.LENGTH + records * RECORD_BYTES];
    FrameHeader.init(frame, 0, FrameType.DATA);
    for (int i = 0; i < records; i++) {
      int at = FrameHeader.LENGTH + i * RECORD_BYTES;
      Bits.putInt(frame, at + 8, RECORD_BYTES - FrameHeader.RECORD_LENGTH - 8);
      Bits.putShort(frame, at + 12, 8);
      Bits.putLong(frame, at + FrameHeader.RECORD_LENGTH, i);
    }
    FrameHeader.length(frame, 0, frame.length);
    FrameHeader.recordCount(frame, 0, records);
    return frame;
  }
}
