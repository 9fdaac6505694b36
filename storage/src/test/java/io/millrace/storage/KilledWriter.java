package io.millrace.storage;

import io.millrace.runtime.journal.Journal;
import java.nio.file.Path;

/** Appends until it is killed, and tells how far it has come. */
final class KilledWriter {
  static final int LENGTH = 300;
  static final JournalSettings SETTINGS = new JournalSettings(1 << 20, 1 << 18, 1 << 18);

  private KilledWriter() {}

  public static void main(String[] args) {
    DataDirectory data = DataDirectory.open(Path.of(args[0]), SETTINGS);
    Journal journal = data.journals().open(0, 1);
    while (true) {
      TestFrames.append(journal, 100, LENGTH);
      System.out.println(journal.stableOffset());
    }
  }
}
