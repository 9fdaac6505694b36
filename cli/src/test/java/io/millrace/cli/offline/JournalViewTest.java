package io.millrace.cli.offline;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.journal.JournalReader;
import io.millrace.runtime.journal.MemoryJournal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JournalViewTest {
  private final MemoryJournal journal = new MemoryJournal();

  /** Entries of 3 offsets each, at 0, 3, 6. */
  @BeforeEach
  void fill() {
    for (int i = 0; i < 3; i++) {
      byte[] frame = frame(journal.endOffset(), 1 + 3 * i);
      journal.append(frame, 0, frame.length);
    }
  }

  private static byte[] frame(long offset, long firstSequence) {
    byte[] frame = new byte[FrameHeader.LENGTH];
    FrameHeader.init(frame, 0, FrameType.DATA);
    FrameHeader.offset(frame, 0, offset);
    FrameHeader.firstSequence(frame, 0, firstSequence);
    FrameHeader.recordCount(frame, 0, 3);
    FrameHeader.seal(frame, 0);
    return frame;
  }

  private static int entries(JournalView view) {
    int count = 0;
    try (JournalReader reader = view.reader(0)) {
      while (reader.read(new ByteOutput(16))) {
        count++;
      }
    }
    return count;
  }

  @Test
  void shouldEndBeforeTheEntryThatHoldsTheOffset() {
    assertThat(entries(new JournalView(journal, 6))).isEqualTo(2);
    assertThat(entries(new JournalView(journal, 5))).isEqualTo(1);
    assertThat(new JournalView(journal, 5).limit()).isEqualTo(3);
    assertThat(entries(new JournalView(journal, 99))).isEqualTo(3);
    assertThat(new JournalView(journal, 99).limit()).isEqualTo(9);
  }

  @Test
  void shouldForgetWhatIsAppendedAndLeaveTheJournalAlone() {
    JournalView view = new JournalView(journal, 6);
    byte[] frame = frame(6, 77);

    assertThat(view.append(frame, 0, frame.length)).isTrue();
    view.release(9);

    assertThat(view.endOffset()).isEqualTo(9);
    assertThat(view.stableOffset()).isEqualTo(6);
    assertThat(view.ownNext()).isEqualTo(80);
    assertThat(entries(view)).isEqualTo(2);
    assertThat(journal.endOffset()).isEqualTo(9);
    assertThat(journal.startOffset()).isZero();
  }
}
