package io.millrace.runtime.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordCursorTest {
  private final RecordCursor cursor = new RecordCursor();

  @Test
  void shouldWalkOverTheRecordsOfAFrameInsideAnArray() {
    byte[] frame =
        new Frames(FrameType.DATA)
            .record(7, 70, "a", "first")
            .record(65_535, -5, "", "")
            .watermark(7, 1)
            .sealed();
    byte[] inside = new byte[frame.length + 99];
    System.arraycopy(frame, 0, inside, 33, frame.length);
    List<String> records = new ArrayList<>();
    for (cursor.wrap(inside, 33); cursor.next(); ) {
      records.add(cursor.topic() + " " + cursor.eventTimeMs() + " " + Frames.key(cursor));
    }

    assertThat(records).containsExactly("7 70 a", "65535 -5 ");
    assertThat(cursor.next()).isFalse();
  }

  @Test
  void shouldTellWhereARecordIs() {
    byte[] frame =
        new Frames(FrameType.DATA).record(1, 2, "key", "value").record(1, 2, "k", "v").sealed();
    cursor.wrap(frame, 0);

    assertThat(cursor.next()).isTrue();
    assertThat(cursor.recordOffset()).isEqualTo(FrameHeader.LENGTH);
    assertThat(cursor.recordLength()).isEqualTo(FrameHeader.RECORD_LENGTH + 8);
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.recordOffset()).isEqualTo(FrameHeader.LENGTH + 24);
    assertThat(cursor.recordOffset() + cursor.recordLength()).isEqualTo(frame.length);
  }

  @Test
  void shouldHaveNoRecordInAFrameWithoutRecords() {
    assertThat(cursor.wrap(new Frames(FrameType.TICK).sealed(), 0).next()).isFalse();
  }

  @Test
  void shouldRefuseMoreRecordsThanThereAreBytesFor() {
    byte[] frame = new Frames(FrameType.DATA).record(1, 2, "key", "value").sealed();
    FrameHeader.recordCount(frame, 0, 2);
    cursor.wrap(frame, 0).next();

    assertThatThrownBy(cursor::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("frame ends inside a record");
  }

  @Test
  void shouldRefuseAValueThatReachesBeyondTheFrame() {
    for (int length : new int[] {6, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      byte[] frame = new Frames(FrameType.DATA).record(1, 2, "key", "value").sealed();
      Bits.putInt(frame, FrameHeader.LENGTH + 8, length);

      assertThatThrownBy(() -> cursor.wrap(frame, 0).next())
          .as("value length %d", length)
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
