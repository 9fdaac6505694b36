package io.millrace.systemtests;

import io.millrace.runtime.journal.Journal;
import io.millrace.storage.DataDirectory;
import io.millrace.storage.JournalSettings;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class ChronicleJournalTest extends JournalContract {
  @TempDir Path directory;
  private DataDirectory data;
  private int term;

  @Override
  Journal open() {
    if (data != null) {
      data.close();
    }
    data = DataDirectory.open(directory, new JournalSettings(1 << 20, 1 << 18, 1 << 18));
    return data.journals().open(3, term++);
  }

  @Override
  void awaitDeletion(Journal journal, long startAtLeast) {
    while (journal.startOffset() < startAtLeast) {
      Thread.onSpinWait();
    }
  }

  @AfterEach
  void closeData() {
    data.close();
  }
}
