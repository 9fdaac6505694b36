package io.millrace.runtime.journal;

/** Where the journals of one application are. Safe for several threads, a partition each. */
public interface JournalStore {

  /**
   * Opens the journal of a partition, makes it if there is none, and repairs its end: a last entry
   * that was cut short by a crash is removed.
   *
   * @param term the opener's term; an opener with an older term than a former one is refused
   * @throws JournalException if it is locked by another process, refused or corrupt
   */
  Journal open(int partition, int term);
}
