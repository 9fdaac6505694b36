package io.millrace.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a journal does about files that are not as it left them. */
class DamagedJournalTest {
  private static final int FRAMES = 2000;
  private static final int LENGTH = 700;
  private static final int DOCUMENT = 4 + LENGTH;
  private static final JournalSettings SETTINGS = new JournalSettings(4 << 20, 1 << 20, 1 << 18);

  @TempDir Path directory;

  private interface Damage {
    void to(RandomAccessFile file, long endOfFrames) throws IOException;
  }

  private int framesAfter(Damage damage) throws IOException {
    Path file;
    long end;
    try (ChronicleJournalStore store = new ChronicleJournalStore(directory, SETTINGS)) {
      try (Journal journal = store.open(0, 1)) {
        TestFrames.append(journal, FRAMES, LENGTH);
      }
      file = SegmentFiles.directory(directory.resolve("0"), 0).resolve(SegmentWriter.FILE);
      end = endOfFrames(file);
      try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
        damage.to(bytes, end);
      }
      for (int opening = 0; opening < 2; opening++) {
        try (Journal journal = store.open(0, 1)) {
          assertThat(TestFrames.check(journal, LENGTH)).isEqualTo(journal.endOffset());
          assertThat(TestFrames.append(journal, 10, LENGTH)).isEqualTo(10);
          assertThat(TestFrames.check(journal, LENGTH)).isEqualTo(journal.endOffset());
        }
      }
      try (Journal journal = store.open(0, 1)) {
        return (int) journal.endOffset() - 20;
      }
    }
  }

  static long endOfFrames(Path file) throws IOException {
    try (SegmentCursor cursor = new SegmentCursor(file)) {
      long end = 0;
      while (cursor.next() == SegmentCursor.Kind.FRAME) {
        cursor.skip();
        end = cursor.position();
      }
      return end;
    }
  }

  private static void flip(RandomAccessFile file, long at) throws IOException {
    file.seek(at);
    int value = file.read();
    file.seek(at);
    file.write(value ^ 0x10);
  }

  @Test
  void shouldKeepAllOfAFileThatNobodyTouched() throws IOException {
    assertThat(framesAfter((file, end) -> {})).isEqualTo(FRAMES);
  }

  @Test
  void shouldSayWhatWasRemovedWhenItIsOpened() throws IOException {
    try (ChronicleJournalStore store = new ChronicleJournalStore(directory, SETTINGS)) {
      try (Journal journal = store.open(0, 1)) {
        TestFrames.append(journal, FRAMES, LENGTH);
        assertThat(journal.removed()).isEmpty();
      }
      Path file = SegmentFiles.directory(directory.resolve("0"), 0).resolve(SegmentWriter.FILE);
      long end = endOfFrames(file);
      try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
        flip(bytes, end - 5);
      }
      try (Journal journal = store.open(0, 1)) {
        assertThat(journal.removed())
            .hasValueSatisfying(
                removed ->
                    assertThat(removed).contains("file=" + file, "byte=" + (end - DOCUMENT)));
      }
    }
  }

  @Test
  void shouldCutTheLastFrameWhenAByteOfItIsWrong() throws IOException {
    assertThat(framesAfter((file, end) -> flip(file, end - 5))).isEqualTo(FRAMES - 1);
  }

  @Test
  void shouldCutTheLastFrameWhenItsLengthIsWrong() throws IOException {
    assertThat(framesAfter((file, end) -> flip(file, end - DOCUMENT + 1))).isEqualTo(FRAMES - 1);
  }

  @Test
  void shouldCutTheLastFrameWhenItsHeaderIsWrong() throws IOException {
    assertThat(framesAfter((file, end) -> flip(file, end - LENGTH + 90))).isEqualTo(FRAMES - 1);
  }

  @Test
  void shouldCutTheLastFrameWhenItWasNotMarkedComplete() throws IOException {
    assertThat(
            framesAfter(
                (file, end) -> {
                  file.seek(end - DOCUMENT);
                  file.write(new byte[] {0, 0, 0, (byte) 0x80});
                }))
        .isEqualTo(FRAMES - 1);
  }

  @Test
  void shouldKeepWhatATruncatedFileStillHolds() throws IOException {
    assertThat(framesAfter((file, end) -> file.setLength(end - 10 * DOCUMENT - 100)))
        .isEqualTo(FRAMES - 11);
  }

  @Test
  void shouldKeepWhatIsInFrontOfAZeroedTail() throws IOException {
    long seed = 11;
    int zeros = new Random(seed).nextInt(500 * DOCUMENT);
    assertThat(
            framesAfter(
                (file, end) -> {
                  file.seek(end - zeros);
                  file.write(new byte[zeros]);
                }))
        .as("seed %d", seed)
        .isEqualTo(FRAMES - (zeros + DOCUMENT - 1) / DOCUMENT);
  }

  @Test
  void shouldBeEmptyWhenNothingIsLeft() throws IOException {
    assertThat(framesAfter((file, end) -> file.setLength(0))).isZero();
  }

  @Test
  void shouldRefuseAWrongByteInTheMiddleWhereverItIs() throws IOException {
    for (int at = 0; at < DOCUMENT; at += 3) {
      int place = at;
      assertRefused((file, end) -> flip(file, end - 800L * DOCUMENT + place));
      removeAll();
    }
  }

  @Test
  void shouldRefuseAHoleInTheMiddle() throws IOException {
    assertRefused(
        (file, end) -> {
          file.seek(end - 900L * DOCUMENT);
          file.write(new byte[300 * DOCUMENT]);
        });
  }

  private void assertRefused(Damage damage) {
    assertThatThrownBy(() -> framesAfter(damage))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining(SegmentWriter.FILE)
        .hasMessageContaining("offset=")
        .hasMessageContaining("restore");
  }

  private void removeAll() throws IOException {
    Path journal = directory.resolve("0");
    for (long number : SegmentFiles.list(journal)) {
      SegmentFiles.delete(SegmentFiles.directory(journal, number));
    }
  }

  @Test
  void shouldNoticeDamageInAnOlderSegmentWhenItIsRead() throws IOException {
    try (ChronicleJournalStore store = new ChronicleJournalStore(directory, SETTINGS)) {
      try (Journal journal = store.open(0, 1)) {
        TestFrames.append(journal, 20_000, LENGTH);
      }
      Path first = SegmentFiles.directory(directory.resolve("0"), 0).resolve(SegmentWriter.FILE);
      try (RandomAccessFile bytes = new RandomAccessFile(first.toFile(), "rw")) {
        flip(bytes, 1_000_000);
      }
      try (Journal journal = store.open(0, 1)) {
        assertThatThrownBy(() -> TestFrames.check(journal, LENGTH))
            .isInstanceOf(JournalException.class)
            .hasMessageContaining(first.toString());
      }
    }
  }
}
