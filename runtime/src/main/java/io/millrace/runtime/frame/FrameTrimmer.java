package io.millrace.runtime.frame;

import io.millrace.functions.ByteOutput;

/** Drops the first records of a frame. */
public final class FrameTrimmer {
  private final RecordCursor cursor = new RecordCursor();
  private final ByteOutput trimmed = new ByteOutput(1024);

  /** The frame without its first {@code count} records, sealed; valid until the next call. */
  public ByteOutput dropFirst(byte[] frame, int at, int count) {
    cursor.wrap(frame, at);
    for (int i = 0; i < count; i++) {
      cursor.next();
    }
    int from = cursor.recordOffset() + cursor.recordLength();
    int end = at + FrameHeader.length(frame, at);
    trimmed.length(0);
    trimmed.writeBytes(frame, at, FrameHeader.LENGTH);
    trimmed.writeBytes(frame, from, end - from);
    byte[] array = trimmed.array();
    FrameHeader.length(array, 0, trimmed.length());
    FrameHeader.recordCount(array, 0, FrameHeader.recordCount(frame, at) - count);
    FrameHeader.firstSequence(array, 0, FrameHeader.firstSequence(frame, at) + count);
    FrameHeader.seal(array, 0);
    return trimmed;
  }
}
