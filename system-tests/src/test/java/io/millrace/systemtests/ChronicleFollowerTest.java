package io.millrace.systemtests;

import io.millrace.runtime.journal.Journal;
import io.millrace.storage.DataDirectory;
import io.millrace.storage.JournalSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class ChronicleFollowerTest extends FollowerContract {
  @TempDir Path directory;
  private final List<DataDirectory> opened = new ArrayList<>();

  @Override
  Journal open(String name) {
    JournalSettings small = new JournalSettings(1 << 20, 1 << 18, 1 << 18);
    DataDirectory data = DataDirectory.open(directory.resolve(name), small);
    opened.add(data);
    return data.journals().open(3, 1);
  }

  @Override
  void awaitStart(Journal of) {
    while (of.startOffset() == 0) {
      Thread.onSpinWait();
    }
  }

  @AfterEach
  void closeData() {
    opened.forEach(DataDirectory::close);
  }
}
