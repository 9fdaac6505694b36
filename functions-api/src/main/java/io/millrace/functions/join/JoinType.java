package io.millrace.functions.join;

/** Which records without a partner give a result, with null in the partner's place. */
public enum JoinType {
  /** None. */
  INNER,
  /** Those of the left stream. */
  LEFT,
  /** Those of the right stream. */
  RIGHT,
  /** Those of both streams. */
  FULL;

  /** Whether records of the left stream without a partner give a result. */
  public boolean keepsLeft() {
    return this == LEFT || this == FULL;
  }

  /** Whether records of the right stream without a partner give a result. */
  public boolean keepsRight() {
    return this == RIGHT || this == FULL;
  }
}
