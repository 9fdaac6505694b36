package io.millrace.runtime.journal;

import java.util.Optional;

/** What readers need of a journal, wherever it is. For any thread. */
public interface ReadableJournal {

  /** The offset of the oldest entry that is still there. */
  long startOffset();

  /** The offset that the next entry gets. */
  long endOffset();

  /** All entries below this offset are stable; never above {@link #endOffset()}. */
  long stableOffset();

  /** What was damaged at the end and removed when it was opened, for people; usually nothing. */
  default Optional<String> removed() {
    return Optional.empty();
  }

  /**
   * A reader whose first entry is the one that holds {@code offset} (entries may start below it).
   *
   * @throws JournalException if {@code offset} is below {@link #startOffset()} or above {@link
   *     #endOffset()}
   */
  JournalReader reader(long offset);
}
