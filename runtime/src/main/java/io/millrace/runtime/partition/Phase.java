package io.millrace.runtime.partition;

import java.util.EnumSet;
import java.util.Set;

/** What a partition is doing. */
public enum Phase {
  /** It was made and knows nothing yet. */
  NEW,
  /**
   * It folds what is copied from the journal of the partition's owner, and sends nothing: the
   * partition of a follower.
   */
  FOLLOWING,
  /** It folds what its journal held when it was opened. */
  REPLAYING,
  /** It folds what arrives. */
  LIVE,
  /** It met something that it cannot get over; it does nothing any more. */
  FAILED,
  /** It was stopped in order. */
  CLOSED;

  private Set<Phase> successors() {
    return switch (this) {
      case NEW -> EnumSet.of(FOLLOWING, REPLAYING, FAILED, CLOSED);
      case FOLLOWING -> EnumSet.of(REPLAYING, FAILED, CLOSED);
      case REPLAYING -> EnumSet.of(LIVE, FAILED, CLOSED);
      case LIVE -> EnumSet.of(FAILED, CLOSED);
      case FAILED -> EnumSet.of(CLOSED);
      case CLOSED -> EnumSet.noneOf(Phase.class);
    };
  }

  /** Whether {@code next} may follow. */
  public boolean mayBecome(Phase next) {
    return successors().contains(next);
  }

  /** Whether the partition is its owner's: journals what arrives and answers. */
  public boolean isActive() {
    return this == REPLAYING || this == LIVE;
  }
}
