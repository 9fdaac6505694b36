package io.millrace.functions.connect;

import java.util.List;

/**
 * Something outside that a topic is fed from: it consists of splits, each a sequence of items with
 * positions.
 *
 * <p>Reading a split again from a position must give the same items again: then restarts lose and
 * double nothing, because the partitions know how far they are and there is nothing to commit.
 *
 * @param <T> the type of values
 */
public interface Source<T> {

  /**
   * The splits there are now. Names are stable: a split keeps its name for ever. Called before the
   * first read and, while {@link #bounded()} is false, about once a second; new names are new
   * splits, missing ones are left alone. Called from one thread; may block briefly.
   *
   * @throws Exception if the source cannot be reached or does not exist; says which
   */
  List<String> splits() throws Exception;

  /** Whether the splits end: every reader will answer {@link ReadStatus#END} at some time. */
  boolean bounded();

  /** Opens a split for reading. */
  SplitReader<T> open(SplitStart<T> start) throws Exception;
}
