package io.millrace.storage;

import java.nio.file.Path;

/**
 * A part of a journal: a directory of its own that holds a Chronicle queue of a single cycle.
 *
 * @param number orders the segments of a journal; never used twice
 * @param directory where it is
 * @param firstOffset the offset of its first entry, or of the one it waits for
 */
record Segment(long number, Path directory, long firstOffset) {

  /** The file with the entries. */
  Path file() {
    return directory.resolve(SegmentWriter.FILE);
  }
}
