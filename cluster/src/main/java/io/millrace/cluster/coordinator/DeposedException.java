package io.millrace.cluster.coordinator;

/** Another coordinator has begun on the same store: this one may decide nothing any more. */
public final class DeposedException extends RuntimeException {

  /** Deposed in {@code term} by {@code later}. */
  public DeposedException(int term, int later) {
    super(
        "another coordinator has taken over: term=" + term + ", its term=" + later + "; end here");
  }
}
