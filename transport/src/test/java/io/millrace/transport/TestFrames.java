package io.millrace.transport;

import io.millrace.runtime.frame.Bits;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import java.util.Arrays;

/** Sealed frames whose content tells who made them. */
final class TestFrames {
  private TestFrames() {}

  /** A frame of at least a header and a number; its body repeats the number. */
  static byte[] frame(int destination, long number, int length) {
    byte[] frame = new byte[Math.max(length, FrameHeader.LENGTH + 8)];
    FrameHeader.init(frame, 0, FrameType.DATA);
    Arrays.fill(frame, FrameHeader.LENGTH, frame.length, (byte) number);
    Bits.putLong(frame, FrameHeader.LENGTH, number);
    FrameHeader.length(frame, 0, frame.length);
    FrameHeader.destination(frame, 0, destination);
    FrameHeader.firstSequence(frame, 0, number);
    FrameHeader.recordCount(frame, 0, 1);
    FrameHeader.seal(frame, 0);
    return frame;
  }
}
