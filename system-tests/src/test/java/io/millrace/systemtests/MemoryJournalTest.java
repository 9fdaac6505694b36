package io.millrace.systemtests;

import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.MemoryJournal;

class MemoryJournalTest extends JournalContract {
  private final MemoryJournal journal = new MemoryJournal();

  @Override
  Journal open() {
    return journal;
  }

  @Override
  void awaitDeletion(Journal journal, long startAtLeast) {
    // deletes at once
  }
}
