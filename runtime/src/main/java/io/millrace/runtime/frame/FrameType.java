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
  STAND(18, false),
  /** From an owner to its follower: how far is your copy? */
  FOLLOW(19, false),
  /** To the owner: copy to me from {@code firstSequence} on. */
  COPY_FROM(20, false),
  /** To the follower: your copy goes another way from {@code firstSequence} on at the latest. */
  CUT(21, false),
  /** To the follower: entries, from the offset {@code firstSequence} on. */
  COPY(22, false),
  /** To the owner: the copy holds all below {@code firstSequence}. */
  COPIED(23, false),
  /** To the follower: what is stable, what the owner still has, what receivers have acked. */
  PROGRESS(24, false),
  /** To the follower: nothing of your copy is of use; begin anew from {@code firstSequence} on. */
  START_OVER(25, false),
  /** To the follower: bytes of a snapshot, from the byte {@code firstSequence} on. */
  SNAPSHOT(26, false),
  /** To the owner: all bytes of a snapshot below {@code firstSequence} were taken. */
  SNAPSHOT_TAKEN(27, false),
  /** To the follower: the digest of what was folded before an EPOCH entry. */
  DIGEST(28, false),
  /** From a reader elsewhere to the owner: give me stable entries. */
  TAIL(30, false),
  /** To the reader: stable entries. */
  TAILED(31, false);

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
    return this == ACK || this == STAND || this == TAILED;
  }

  /** Whether it travels from an owner to its follower. */
  public boolean isToFollower() {
    return switch (this) {
      case FOLLOW, CUT, COPY, PROGRESS, START_OVER, SNAPSHOT, DIGEST -> true;
      default -> false;
    };
  }

  /** Whether it travels from a follower to the owner. */
  public boolean isFromFollower() {
    return this == COPY_FROM || this == COPIED || this == SNAPSHOT_TAKEN;
  }

  /** The type with this code, or null. */
  public static FrameType ofCode(int code) {
    return code < 0 || code >= BY_CODE.length ? null : BY_CODE[code];
  }
}
