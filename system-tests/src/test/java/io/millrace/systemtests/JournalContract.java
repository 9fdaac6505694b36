package io.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalException;
import io.millrace.runtime.journal.JournalReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Journal} promises. */
abstract class JournalContract {
  private static final int MANY = 3000;

  private Journal journal;

  /** Opens the journal; a journal that was closed before comes back with what it held. */
  abstract Journal open();

  /** Waits until released entries are deleted, if the implementation does so in another thread. */
  abstract void awaitDeletion(Journal journal, long startAtLeast);

  @BeforeEach
  void openJournal() {
    journal = open();
  }

  @AfterEach
  void closeJournal() {
    journal.close();
  }

  private void reopen() {
    journal.close();
    journal = open();
  }

  private List<Long> append(int count) {
    List<Long> offsets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      offsets.add(journal.endOffset());
      byte[] frame = Frames.frame(journal.endOffset());
      assertThat(journal.append(frame, 0, frame.length)).isTrue();
    }
    return offsets;
  }

  private void assertHolds(JournalReader reader, List<Long> offsets) {
    ByteOutput frame = new ByteOutput(16);
    for (long offset : offsets) {
      assertThat(reader.offset()).isEqualTo(offset);
      assertThat(reader.read(frame)).isTrue();
      assertThat(frame.toByteArray()).isEqualTo(Frames.frame(offset));
    }
    assertThat(reader.read(frame)).isFalse();
  }

  @Test
  void shouldBeEmptyAtFirst() {
    assertThat(journal.startOffset()).isZero();
    assertThat(journal.endOffset()).isZero();
    assertThat(journal.stableOffset()).isZero();
    try (JournalReader reader = journal.reader(0)) {
      assertThat(reader.read(new ByteOutput(16))).isFalse();
    }
  }

  @Test
  void shouldReadBackWhatWasAppended() {
    List<Long> offsets = append(MANY);
    assertThat(journal.stableOffset()).isEqualTo(journal.endOffset());
    try (JournalReader reader = journal.reader(0)) {
      assertHolds(reader, offsets);
      assertThat(reader.offset()).isEqualTo(journal.endOffset());
    }
  }

  @Test
  void shouldTakeOneOffsetForAFrameWithoutRecords() {
    byte[] frame = Frames.frame(0, 0, FrameHeader.LENGTH);
    assertThat(journal.append(frame, 0, frame.length)).isTrue();
    assertThat(journal.endOffset()).isEqualTo(1);
  }

  @Test
  void shouldAppendFromTheMiddleOfAnArray() {
    byte[] frame = Frames.frame(0, 2, 500);
    byte[] larger = new byte[1000];
    System.arraycopy(frame, 0, larger, 77, frame.length);
    assertThat(journal.append(larger, 77, frame.length)).isTrue();
    Arrays.fill(larger, (byte) 7);
    try (JournalReader reader = journal.reader(0)) {
      ByteOutput read = new ByteOutput(16);
      assertThat(reader.read(read)).isTrue();
      assertThat(read.toByteArray()).isEqualTo(frame);
    }
  }

  @Test
  void shouldRefuseAFrameForAnotherOffset() {
    append(1);
    byte[] frame = Frames.frame(journal.endOffset() + 1);
    assertThatThrownBy(() -> journal.append(frame, 0, frame.length))
        .isInstanceOf(JournalException.class);
  }

  @Test
  void shouldFollowWhatIsAppendedLater() {
    try (JournalReader reader = journal.reader(0)) {
      ByteOutput frame = new ByteOutput(16);
      for (int i = 0; i < MANY; i++) {
        assertThat(reader.read(frame)).isFalse();
        long offset = append(1).get(0);
        assertThat(reader.read(frame)).isTrue();
        assertThat(frame.toByteArray()).isEqualTo(Frames.frame(offset));
      }
    }
  }

  @Test
  void shouldStartAReaderAtTheEntryThatHoldsItsOffset() {
    List<Long> offsets = append(MANY);
    long seed = 42;
    Random random = new Random(seed);
    for (int i = 0; i < 50; i++) {
      long wanted = random.nextLong(journal.endOffset());
      int at = 0;
      while (at + 1 < offsets.size() && offsets.get(at + 1) <= wanted) {
        at++;
      }
      try (JournalReader reader = journal.reader(wanted)) {
        assertThat(reader.offset())
            .as("seed %d, wanted %d", seed, wanted)
            .isEqualTo(offsets.get(at));
        assertHolds(reader, offsets.subList(at, offsets.size()));
      }
    }
  }

  @Test
  void shouldFollowFromTheEnd() {
    append(100);
    try (JournalReader reader = journal.reader(journal.endOffset())) {
      assertHolds(reader, List.of());
      assertHolds(reader, append(MANY));
    }
  }

  @Test
  void shouldRefuseAReaderOutsideOfTheJournal() {
    append(10);
    assertThatThrownBy(() -> journal.reader(-1)).isInstanceOf(JournalException.class);
    assertThatThrownBy(() -> journal.reader(journal.endOffset() + 1))
        .isInstanceOf(JournalException.class);
  }

  @Test
  void shouldComeBackWithEverythingAfterClosing() {
    List<Long> offsets = append(MANY);
    reopen();
    assertThat(journal.endOffset()).isEqualTo(offsets.get(MANY - 1) + span(offsets.get(MANY - 1)));
    offsets.addAll(append(MANY));
    reopen();
    reopen();
    offsets.addAll(append(5));
    try (JournalReader reader = journal.reader(0)) {
      assertHolds(reader, offsets);
    }
  }

  private static int span(long offset) {
    return FrameHeader.span(Frames.frame(offset), 0);
  }

  @Test
  void shouldCutOffTheEnd() {
    List<Long> offsets = append(MANY);
    for (int keep : new int[] {MANY - 1, MANY / 2, MANY / 2 - 1, 10}) {
      journal.cut(offsets.get(keep));
      assertThat(journal.endOffset()).isEqualTo(offsets.get(keep));
      reopen();
      assertThat(journal.endOffset()).isEqualTo(offsets.get(keep));
      try (JournalReader reader = journal.reader(0)) {
        assertHolds(reader, offsets.subList(0, keep));
      }
    }
  }

  @Test
  void shouldGoOnAfterACut() {
    List<Long> offsets = new ArrayList<>(append(MANY).subList(0, 1000));
    byte[] cutOff = Frames.frame(offsets.get(999));
    journal.cut(offsets.get(999) + FrameHeader.span(cutOff, 0));
    journal.cut(offsets.get(999));
    offsets.remove(999);
    byte[] other = Frames.frame(journal.endOffset(), 9, 1234);
    assertThat(journal.append(other, 0, other.length)).isTrue();
    List<Long> later = append(MANY);
    reopen();
    try (JournalReader reader = journal.reader(offsets.get(500))) {
      ByteOutput frame = new ByteOutput(16);
      for (int i = 500; i < 999; i++) {
        assertThat(reader.read(frame)).isTrue();
        assertThat(frame.toByteArray()).isEqualTo(Frames.frame(offsets.get(i)));
      }
      assertThat(reader.read(frame)).isTrue();
      assertThat(frame.toByteArray()).isEqualTo(other);
      assertHolds(reader, later);
    }
  }

  @Test
  void shouldCutEverything() {
    append(MANY);
    journal.cut(0);
    assertThat(journal.endOffset()).isZero();
    reopen();
    assertThat(journal.endOffset()).isZero();
    List<Long> offsets = append(10);
    try (JournalReader reader = journal.reader(0)) {
      assertHolds(reader, offsets);
    }
  }

  @Test
  void shouldThrowAllAwayAndGoOnElsewhere() {
    append(MANY);
    journal.startOver(1_000_000);
    assertThat(journal.startOffset()).isEqualTo(1_000_000);
    assertThat(journal.endOffset()).isEqualTo(1_000_000);
    assertThatThrownBy(() -> journal.reader(0)).isInstanceOf(JournalException.class);
    reopen();
    assertThat(journal.startOffset()).isEqualTo(1_000_000);
    assertThat(journal.endOffset()).isEqualTo(1_000_000);
    List<Long> offsets = append(MANY);
    reopen();
    assertThat(journal.startOffset()).isEqualTo(1_000_000);
    try (JournalReader reader = journal.reader(1_000_000)) {
      assertHolds(reader, offsets);
    }
  }

  @Test
  void shouldThrowAllAwayToBeginEarlier() {
    append(MANY);
    journal.release(journal.endOffset());
    journal.startOver(5);
    List<Long> offsets = append(MANY);
    reopen();
    try (JournalReader reader = journal.reader(5)) {
      assertHolds(reader, offsets);
    }
  }

  @Test
  void shouldRefuseACutInsideAnEntry() {
    byte[] frame = Frames.frame(0, 3, 500);
    assertThat(journal.append(frame, 0, frame.length)).isTrue();
    assertThatThrownBy(() -> journal.cut(1)).isInstanceOf(JournalException.class);
  }

  @Test
  void shouldKeepWhatIsNotReleased() {
    List<Long> offsets = append(MANY);
    journal.release(offsets.get(MANY / 2));
    assertThat(journal.startOffset()).isLessThanOrEqualTo(offsets.get(MANY / 2));
    try (JournalReader reader = journal.reader(offsets.get(MANY / 2))) {
      assertHolds(reader, offsets.subList(MANY / 2, MANY));
    }
  }

  @Test
  void shouldDeleteWhatIsReleased() {
    List<Long> offsets = append(MANY);
    journal.release(offsets.get(MANY - 1));
    awaitDeletion(journal, 1);
    assertThatThrownBy(() -> journal.reader(0)).isInstanceOf(JournalException.class);
    long end = journal.endOffset();
    reopen();
    assertThat(journal.endOffset()).isEqualTo(end);
    assertThat(journal.startOffset()).isPositive();
    try (JournalReader reader = journal.reader(offsets.get(MANY - 1))) {
      assertHolds(reader, offsets.subList(MANY - 1, MANY));
    }
  }

  @Test
  void shouldKnowItsEndAfterAllWasReleased() {
    append(MANY);
    reopen();
    long end = journal.endOffset();
    journal.release(end);
    reopen();
    journal.release(end);
    reopen();
    assertThat(journal.endOffset()).isEqualTo(end);
    append(1);
    journal.cut(end);
    reopen();
    assertThat(journal.endOffset()).isEqualTo(end);
  }

  @Test
  void shouldLetAnotherThreadReadWhileOneAppends() throws InterruptedException {
    int frames = 20_000;
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread reading =
        new Thread(
            () -> {
              ByteOutput frame = new ByteOutput(16);
              try (JournalReader reader = journal.reader(0)) {
                for (int i = 0; i < frames; ) {
                  long offset = reader.offset();
                  if (reader.read(frame)) {
                    assertThat(frame.toByteArray()).isEqualTo(Frames.frame(offset));
                    i++;
                  } else {
                    Thread.onSpinWait();
                  }
                }
              }
            });
    reading.setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
    reading.start();
    append(frames);
    reading.join();
    assertThat(failure.get()).isNull();
  }
}
