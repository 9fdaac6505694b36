package io.millrace.cluster.coordinator;

/** What was asked of the coordinator cannot be; the message says why. */
public final class ClusterException extends RuntimeException {
  /** Of which kind the refusal is. */
  public enum Reason {
    /** There is nothing of that name. */
    UNKNOWN,
    /** It contradicts what is there. */
    CONFLICT,
    /** It makes no sense. */
    MALFORMED
  }

  private final Reason reason;

  ClusterException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
