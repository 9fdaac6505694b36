package io.millrace.storage;

/**
 * Sizes of journals.
 *
 * @param segmentBytes bytes of a segment, whole MiB, from 1 MiB to 1 GiB: a full one is followed by
 *     a fresh one, and deletion is by whole segments
 * @param maxFrameBytes bytes of the largest frame, at most a quarter of a segment
 * @param touchAheadBytes how many bytes in front of a busy journal's end are kept allocated and
 *     mapped by another thread; 0 leaves it to the appending thread
 */
public record JournalSettings(int segmentBytes, int maxFrameBytes, int touchAheadBytes) {
  /** 64 MiB segments, frames up to 4 MiB, up to 4 MiB touched ahead. */
  public static final JournalSettings DEFAULTS = new JournalSettings(64 << 20, 4 << 20, 4 << 20);

  private static final int MIN_SEGMENT_BYTES = 1 << 20;
  private static final int MAX_SEGMENT_BYTES = 1 << 30;

  public JournalSettings {
    if (segmentBytes < MIN_SEGMENT_BYTES
        || segmentBytes > MAX_SEGMENT_BYTES
        || segmentBytes % MIN_SEGMENT_BYTES != 0) {
      throw new IllegalArgumentException(
          "segment size out of range: segmentBytes="
              + segmentBytes
              + "; whole MiB, from "
              + MIN_SEGMENT_BYTES
              + " to "
              + MAX_SEGMENT_BYTES);
    }
    if (maxFrameBytes < 1 || maxFrameBytes > segmentBytes / 4) {
      throw new IllegalArgumentException(
          "frame size out of range: maxFrameBytes="
              + maxFrameBytes
              + "; at most a quarter of segmentBytes="
              + segmentBytes
              + "; make segments larger");
    }
    if (touchAheadBytes < 0 || touchAheadBytes > segmentBytes) {
      throw new IllegalArgumentException(
          "touch-ahead out of range: touchAheadBytes="
              + touchAheadBytes
              + "; from 0 to segmentBytes="
              + segmentBytes);
    }
  }
}
