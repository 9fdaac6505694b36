package io.millrace.runtime.frame;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FrameHeaderTest {
  private static byte[] frame() {
    return new Frames(FrameType.DATA)
        .channel(Origin.ofPartition(1), 2, 10)
        .record(3, 100, "key", "value")
        .watermark(3, 90)
        .sealed();
  }

  private static String faultOf(byte[] frame) {
    return FrameHeader.faultOf(frame, 0, frame.length);
  }

  @Test
  void shouldFindNoFaultInASealedFrame() {
    assertThat(faultOf(frame())).isNull();
  }

  @Test
  void shouldFindEveryFlippedBit() {
    byte[] frame = frame();
    for (int bit = 0; bit < frame.length * 8; bit++) {
      frame[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(faultOf(frame)).as("bit %d", bit).isNotNull();
      frame[bit / 8] ^= (byte) (1 << bit % 8);
    }
    assertThat(faultOf(frame)).as("nothing is changed by looking").isNull();
  }

  @Test
  void shouldFindEveryTruncation() {
    byte[] frame = frame();
    for (int available = 0; available < frame.length; available++) {
      assertThat(FrameHeader.faultOf(frame, 0, available)).as("bytes %d", available).isNotNull();
    }
  }

  @Test
  void shouldLookAtNoByteBehindTheFrame() {
    byte[] frame = frame();
    byte[] inside = new byte[frame.length + 40];
    System.arraycopy(frame, 0, inside, 20, frame.length);

    assertThat(FrameHeader.faultOf(inside, 20, frame.length)).isNull();
    assertThat(FrameHeader.faultOf(inside, 20, frame.length + 20)).isNull();
  }

  @Test
  void shouldSayWhatIsWrong() {
    byte[] frame = frame();
    assertThat(FrameHeader.faultOf(frame, 0, 50))
        .isEqualTo("cut short: bytes=50; a header has 104");

    FrameHeader.length(frame, 0, 103);
    assertThat(faultOf(frame)).startsWith("length out of range: length=103; from 104 to ");

    frame = frame();
    frame[4] = 2;
    FrameHeader.seal(frame, 0);
    assertThat(faultOf(frame)).isEqualTo("unknown version: version=2; this release reads 1");

    frame = frame();
    FrameHeader.offset(frame, 0, 1);
    assertThat(faultOf(frame)).isEqualTo("header checksum differs");

    frame = frame();
    frame[FrameHeader.LENGTH]++;
    assertThat(faultOf(frame)).isEqualTo("body checksum differs");

    frame = frame();
    frame[5] = 9;
    FrameHeader.seal(frame, 0);
    assertThat(faultOf(frame)).isEqualTo("unknown type: code=9");

    frame = frame();
    FrameHeader.watermarkCount(frame, 0, 1 << 30);
    FrameHeader.seal(frame, 0);
    assertThat(faultOf(frame)).isEqualTo("counts out of range");
  }

  @Test
  void shouldRenewTheHeadersChecksumAlone() {
    byte[] frame = frame();
    FrameHeader.offset(frame, 0, 12_345);
    FrameHeader.journalTimeMs(frame, 0, 67_890);
    FrameHeader.sealHeader(frame, 0);

    assertThat(faultOf(frame)).isNull();
    assertThat(FrameHeader.offset(frame, 0)).isEqualTo(12_345);
  }

  @Test
  void shouldTakeAnOffsetEvenWithoutRecords() {
    byte[] empty = new Frames(FrameType.TICK).sealed();

    assertThat(FrameHeader.span(empty, 0)).isEqualTo(1);
    assertThat(FrameHeader.span(frame(), 0)).isEqualTo(1);
    assertThat(
            FrameHeader.span(
                new Frames(FrameType.DATA).record(0, 0, "", "").record(0, 0, "", "").sealed(), 0))
        .isEqualTo(2);
  }
}
