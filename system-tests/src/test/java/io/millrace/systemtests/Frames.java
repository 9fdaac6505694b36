package io.millrace.systemtests;

import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import java.util.Random;

/** Sealed frames for tests of journals; their bodies are noise that only the offset decides. */
final class Frames {
  private Frames() {}

  /** A frame of {@code records} records that is {@code length} bytes long. */
  static byte[] frame(long offset, int records, int length) {
    byte[] frame = new byte[length];
    new Random(offset).nextBytes(frame);
    FrameHeader.init(frame, 0, FrameType.DATA);
    FrameHeader.length(frame, 0, length);
    FrameHeader.recordCount(frame, 0, records);
    FrameHeader.offset(frame, 0, offset);
    FrameHeader.seal(frame, 0);
    return frame;
  }

  /** A frame whose size and count its offset decides. */
  static byte[] frame(long offset) {
    Random random = new Random(~offset);
    return frame(offset, random.nextInt(5), FrameHeader.LENGTH + random.nextInt(3000));
  }
}
