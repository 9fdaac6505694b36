package io.millrace.runtime.rewind;

import java.util.List;

/**
 * The begin of a generation: all journals were cut where they entered an epoch.
 *
 * @param generation the one that began
 * @param epoch that the application went back to
 * @param atMs when that was decided, since 1970
 * @param cuts by partition: the offset at which the generation begins; entries from there on are of
 *     earlier generations and gone
 */
public record Rewind(int generation, long epoch, long atMs, List<Long> cuts) {

  public Rewind {
    cuts = List.copyOf(cuts);
  }
}
