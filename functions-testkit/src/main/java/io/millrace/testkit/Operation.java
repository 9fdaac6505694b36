package io.millrace.testkit;

/** What a test does to an application: kept, so that it can be done again. */
sealed interface Operation {

  /**
   * A record is sent.
   *
   * @param topic on which topic
   * @param key its key, encoded; empty for broadcast topics
   * @param value its value, encoded
   * @param eventTimeMs its event time
   * @param text the record for people
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Send(String topic, byte[] key, byte[] value, long eventTimeMs, String text)
      implements Operation {
    @Override
    public String toString() {
      return "send(" + topic + ", " + text + ")";
    }
  }

  /** The watermark of a topic that sources feed moves; {@link Long#MAX_VALUE} is the end. */
  record Watermark(String topic, long ms) implements Operation {
    @Override
    public String toString() {
      return ms == Long.MAX_VALUE
          ? "end of " + topic
          : "advanceWatermark(" + topic + ", " + ms + ")";
    }
  }

  /** Processing time moves. */
  record Time(long toMs) implements Operation {
    @Override
    public String toString() {
      return "advanceTime to " + toMs;
    }
  }

  /** A quarantined key is released. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Release(String function, byte[] key, String text) implements Operation {
    @Override
    public String toString() {
      return "release(" + function + ", " + text + ")";
    }
  }
}
