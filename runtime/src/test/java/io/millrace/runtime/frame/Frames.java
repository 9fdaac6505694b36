package io.millrace.runtime.frame;

import io.millrace.functions.ByteOutput;
import java.nio.charset.StandardCharsets;

/** Builds frames field by field, for tests. */
final class Frames {
  private final ByteOutput out = new ByteOutput(256);
  private int records;
  private int watermarks;
  private long mask;

  Frames(FrameType type) {
    out.length(FrameHeader.LENGTH);
    FrameHeader.init(out.array(), 0, type);
  }

  Frames channel(long origin, int destination, long firstSequence) {
    FrameHeader.origin(out.array(), 0, origin);
    FrameHeader.destination(out.array(), 0, destination);
    FrameHeader.firstSequence(out.array(), 0, firstSequence);
    return this;
  }

  Frames stamp(long application, int term, int generation, int codeVersion, long epoch) {
    FrameHeader.application(out.array(), 0, application);
    FrameHeader.term(out.array(), 0, term);
    FrameHeader.generation(out.array(), 0, generation);
    FrameHeader.codeVersion(out.array(), 0, codeVersion);
    FrameHeader.epoch(out.array(), 0, epoch);
    return this;
  }

  Frames position(long position) {
    FrameHeader.sourcePosition(out.array(), 0, position);
    return this;
  }

  Frames journaled(long offset, long timeMs) {
    FrameHeader.offset(out.array(), 0, offset);
    FrameHeader.journalTimeMs(out.array(), 0, timeMs);
    return this;
  }

  Frames record(int topic, long eventTimeMs, String key, String value) {
    byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
    byte[] valueBytes = value.getBytes(StandardCharsets.UTF_8);
    out.writeLong(eventTimeMs);
    out.writeInt(valueBytes.length);
    out.writeShort(keyBytes.length);
    out.writeShort(topic);
    out.writeBytes(keyBytes, 0, keyBytes.length);
    out.writeBytes(valueBytes, 0, valueBytes.length);
    records++;
    mask |= 1L << topic;
    return this;
  }

  Frames watermark(int topic, long ms) {
    out.writeInt(topic);
    out.writeLong(ms);
    watermarks++;
    return this;
  }

  byte[] sealed() {
    byte[] frame = out.toByteArray();
    FrameHeader.length(frame, 0, frame.length);
    FrameHeader.recordCount(frame, 0, records);
    FrameHeader.watermarkCount(frame, 0, watermarks);
    FrameHeader.topicMask(frame, 0, mask);
    FrameHeader.seal(frame, 0);
    return frame;
  }

  static String key(RecordCursor cursor) {
    return new String(
        cursor.array(), cursor.keyOffset(), cursor.keyLength(), StandardCharsets.UTF_8);
  }

  static String value(RecordCursor cursor) {
    return new String(
        cursor.array(), cursor.valueOffset(), cursor.valueLength(), StandardCharsets.UTF_8);
  }
}
