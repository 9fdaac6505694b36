package io.millrace.runtime.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.functions.ByteOutput;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameTrimmerTest {
  private static byte[] frame() {
    return new Frames(FrameType.DATA)
        .stamp(1, 2, 3, 4, 5)
        .channel(Origin.ofPartition(1), 2, 10)
        .position(777)
        .record(0, 100, "a", "first")
        .record(1, 101, "bb", "second")
        .record(2, 102, "", "third")
        .watermark(1, 90)
        .watermark(2, 91)
        .sealed();
  }

  private static List<String> values(byte[] frame) {
    List<String> values = new ArrayList<>();
    RecordCursor cursor = new RecordCursor();
    for (cursor.wrap(frame, 0); cursor.next(); ) {
      values.add(Frames.value(cursor));
    }
    return values;
  }

  @Test
  void shouldDropTheFirstRecordsAndKeepAllElse() {
    byte[] frame = frame();
    byte[] inside = new byte[frame.length + 20];
    System.arraycopy(frame, 0, inside, 10, frame.length);
    ByteOutput rest = new FrameTrimmer().dropFirst(inside, 10, 2);
    byte[] array = rest.array();

    assertThat(FrameHeader.faultOf(array, 0, rest.length())).isNull();
    assertThat(FrameHeader.length(array, 0)).isEqualTo(rest.length());
    assertThat(values(array)).containsExactly("third");
    assertThat(FrameHeader.firstSequence(array, 0)).isEqualTo(12);
    assertThat(FrameHeader.sourcePosition(array, 0)).isEqualTo(777);
    assertThat(FrameHeader.epoch(array, 0)).isEqualTo(5);
    assertThat(FrameHeader.watermarkTopic(array, 0, 0)).isEqualTo(1);
    assertThat(FrameHeader.watermarkMs(array, 0, 1)).isEqualTo(91);
  }

  @Test
  void shouldLeaveTheFrameItselfAlone() {
    byte[] frame = frame();
    new FrameTrimmer().dropFirst(frame, 0, 1);

    assertThat(frame).isEqualTo(frame());
  }

  @Test
  void shouldTrimOneFrameAfterAnother() {
    FrameTrimmer trimmer = new FrameTrimmer();
    trimmer.dropFirst(frame(), 0, 1);
    ByteOutput rest = trimmer.dropFirst(frame(), 0, 2);

    assertThat(values(rest.array())).containsExactly("third");
  }
}
