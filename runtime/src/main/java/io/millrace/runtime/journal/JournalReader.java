package io.millrace.runtime.journal;

import io.millrace.functions.ByteOutput;

/** Reads the stable entries of a journal, in order. Used by one thread. */
public interface JournalReader extends AutoCloseable {

  /**
   * Reads the next stable entry into {@code frame}, replacing its content.
   *
   * @return false if there is none yet
   * @throws JournalException if the entry is corrupt, naming file and offset, or was deleted
   */
  boolean read(ByteOutput frame);

  /** The offset of the entry that {@link #read} gives next. */
  long offset();

  @Override
  void close();
}
