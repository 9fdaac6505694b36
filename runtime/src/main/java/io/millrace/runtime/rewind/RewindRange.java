package io.millrace.runtime.rewind;

import java.util.List;

/**
 * Which epochs a partition must remain rewindable to.
 *
 * @param floor this one and all later ones; 0: it is not known yet which are no longer wanted
 * @param savepoints and these
 */
public record RewindRange(long floor, List<Long> savepoints) {
  /** None. */
  public static final RewindRange NONE = new RewindRange(Long.MAX_VALUE, List.of());

  public RewindRange {
    savepoints = List.copyOf(savepoints);
  }
}
