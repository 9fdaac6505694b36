package io.millrace.storage.mirror;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalReader;

/** Copies a journal's entries into another, as an owner to its follower. */
record MirrorCopy(Journal from) {

  void into(Journal to, int count) {
    ByteOutput frame = new ByteOutput(1 << 10);
    try (JournalReader reader = from.reader(to.endOffset())) {
      for (int i = 0; i < count && reader.read(frame); i++) {
        to.append(frame.array(), 0, frame.length());
      }
    }
  }
}
