package io.millrace.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalException;
import io.millrace.runtime.journal.JournalReader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChronicleJournalStoreTest {
  private static final int LENGTH = 1000;
  private static final JournalSettings SETTINGS = new JournalSettings(1 << 20, 1 << 18, 1 << 18);

  @TempDir Path directory;

  @Test
  void shouldRefuseAnOlderTerm() {
    try (ChronicleJournalStore store = new ChronicleJournalStore(directory, SETTINGS)) {
      store.open(0, 5).close();
      store.open(0, 5).close();
      store.open(0, 6).close();
      assertThatThrownBy(() -> store.open(0, 5))
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("term=5")
          .hasMessageContaining("opened with 6");
      store.open(1, 5).close();
    }
  }

  @Test
  void shouldRefuseToOpenAJournalTwice() {
    try (ChronicleJournalStore store = new ChronicleJournalStore(directory, SETTINGS);
        Journal journal = store.open(0, 5)) {
      assertThat(journal.endOffset()).isZero();
      assertThatThrownBy(() -> store.open(0, 5)).isInstanceOf(JournalException.class);
    }
  }

  @Test
  void shouldRefuseAFrameThatIsTooLargeAndTakeTheNext() {
    try (ChronicleJournalStore store = new ChronicleJournalStore(directory, SETTINGS);
        Journal journal = store.open(0, 5)) {
      byte[] tooLarge = TestFrames.frame(0, (1 << 18) + 1);
      assertThatThrownBy(() -> journal.append(tooLarge, 0, tooLarge.length))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("maxFrameBytes");
      assertThat(TestFrames.append(journal, 100, 1 << 18)).isEqualTo(100);
      assertThat(TestFrames.check(journal, 1 << 18)).isEqualTo(100);
    }
  }

  @Test
  void shouldNotDeleteWhatAReaderHasStillToRead() {
    try (ChronicleJournalStore store = new ChronicleJournalStore(directory, SETTINGS);
        Journal journal = store.open(0, 5)) {
      TestFrames.append(journal, 10_000, LENGTH);
      ByteOutput frame = new ByteOutput(LENGTH);
      try (JournalReader slow = journal.reader(0)) {
        journal.release(journal.endOffset());
        store.awaitFiles();
        for (long offset = 0; offset < 10_000; offset++) {
          assertThat(slow.read(frame)).isTrue();
          assertThat(frame.toByteArray()).isEqualTo(TestFrames.frame(offset, LENGTH));
        }
        TestFrames.append(journal, 1, LENGTH);
        while (journal.startOffset() == 0) {
          Thread.onSpinWait();
        }
        assertThat(slow.read(frame)).isTrue();
      }
    }
  }

  @Test
  void shouldAffordManyIdleJournals() {
    try (ChronicleJournalStore store =
        new ChronicleJournalStore(directory, JournalSettings.DEFAULTS)) {
      Journal[] journals = new Journal[64];
      for (int i = 0; i < journals.length; i++) {
        journals[i] = store.open(i, 1);
      }
      for (Journal journal : journals) {
        TestFrames.append(journal, 10, LENGTH);
      }
      for (Journal journal : journals) {
        assertThat(TestFrames.check(journal, LENGTH)).isEqualTo(10);
        assertThat(journal.sizeBytes()).isLessThan(256 << 10);
      }
    }
  }
}
