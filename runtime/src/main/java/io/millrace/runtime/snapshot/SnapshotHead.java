package io.millrace.runtime.snapshot;

import io.millrace.functions.ByteOutput;

/** What the first bytes of a snapshot say; {@code docs/formats/snapshot.md}. */
public final class SnapshotHead {
  private static final int LAST_AT = 2;

  private SnapshotHead() {}

  /**
   * Whether its owner folded nothing beyond it, so that other code may go on from there.
   *
   * @param meta the first chunk
   */
  public static boolean isLast(ByteOutput meta) {
    return meta.length() > LAST_AT && meta.array()[LAST_AT] == 1;
  }
}
