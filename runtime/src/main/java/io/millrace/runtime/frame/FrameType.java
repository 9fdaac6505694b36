package io.millrace.runtime.frame;

/** What a frame is. The code is what stands in the header; codes are never reused. */
public enum FrameType {
  /** Records of one channel. Journaled. */
  DATA(1, true),
  /** The partition enters the epoch named in the header. Journaled. */
  EPOCH(2, true),
  /** Processing time reached a timer. Journaled. */
  TICK(3, true),
  /** The outcome of an asynchronous call, as one record. Journaled. */
  ASYNC_RESULT(4, true),
  /** From here on the code version named in the header folds. Journaled. */
  DEPLOY(5, true),
  /** A quarantined key is released, as one record. Journaled. */
  RELEASE(6, true),
  /** To the origin: all before {@code firstSequence} is stable. */
  ACK(16, false),
  /** To a destination: where does this channel stand? */
  RESUME(17, false),
  /** To the origin, the answer: send from {@code firstSequence} on. */
  STAND(18, false);

  private static final FrameType[] BY_CODE = new FrameType[32];

  static {
    for (FrameType type : values()) {
      BY_CODE[type.code] = type;
    }
  }

  private final int code;
  private final boolean journaled;

  FrameType(int code, boolean journaled) {
    this.code = code;
    this.journaled = journaled;
  }

  /** What stands in the header. */
  public int code() {
    return code;
  }

  /** Whether it may be a journal entry. */
  public boolean isJournaled() {
    return journaled;
  }

  /** Whether it travels from a destination back to the origin of its channel. */
  public boolean isToOrigin() {
    return this == ACK || this == STAND;
  }

  /** The type with this code, or null. */
  public static FrameType ofCode(int code) {
    return code < 0 || code >= BY_CODE.length ? null : BY_CODE[code];
  }
}
