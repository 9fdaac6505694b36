package io.millrace.systemtests;

import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.MemoryJournal;

class MemoryFollowerTest extends FollowerContract {
  @Override
  Journal open(String name) {
    return new MemoryJournal();
  }

  @Override
  void awaitStart(Journal of) {
    // deleted at once
  }
}
