package io.millrace.runtime.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Version 1 of the frame format, as bytes written once: {@code formats/frame-v1.bin} holds the
 * frames of {@link #frames()}, one behind the other. The file is never written again; a later
 * version adds a file of its own beside it.
 */
class FrameFormatTest {
  private static final String FIXTURE = "/formats/frame-v1.bin";
  private static final long APPLICATION = 0x1122334455667788L;
  private static final long SPLIT = 0x02ABCDEF01234567L;
  private static final long CLIENT = 0x0300000000000042L;
  private static final long PARTITION_3 = 0x0100000000000003L;

  private byte[] bytes;
  private List<Integer> starts;

  @BeforeEach
  void readFixture() throws IOException {
    try (InputStream in = FrameFormatTest.class.getResourceAsStream(FIXTURE)) {
      bytes = in.readAllBytes();
    }
    starts = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += FrameHeader.length(bytes, at)) {
      starts.add(at);
    }
  }

  /** The frames of the fixture: what {@link #main} wrote. */
  private static List<byte[]> frames() {
    return List.of(
        stamped(FrameType.DATA)
            .channel(SPLIT, 5, 41)
            .position(987_654_321_012L)
            .journaled(1_000, 1_700_000_000_123L)
            .record(2, 1_600_000_000_000L, "user-1", "first value")
            .record(65, -1, "", "broadcast")
            .record(2, 0, "ключ", "")
            .watermark(2, 1_599_999_999_999L)
            .watermark(65, Long.MIN_VALUE + 1)
            .sealed(),
        stamped(FrameType.DATA)
            .channel(PARTITION_3, 5, 7)
            .journaled(1_003, 1_700_000_000_124L)
            .watermark(4, Long.MAX_VALUE)
            .sealed(),
        own(FrameType.EPOCH, 1_004).sealed(),
        own(FrameType.TICK, 1_005).sealed(),
        own(FrameType.ASYNC_RESULT, 1_006)
            .record(0, 0, "\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008", "\u0001answer")
            .sealed(),
        own(FrameType.DEPLOY, 1_007).sealed(),
        own(FrameType.RELEASE, 1_008).record(0, 12, "user-1", "").sealed(),
        stamped(FrameType.ACK).channel(SPLIT, 5, 44).position(987_654_321_012L).sealed(),
        stamped(FrameType.RESUME).channel(CLIENT, 5, 0).sealed(),
        stamped(FrameType.STAND).channel(CLIENT, 5, 1).sealed());
  }

  private static Frames stamped(FrameType type) {
    return new Frames(type).stamp(APPLICATION, 7, 1, 3, 77);
  }

  private static Frames own(FrameType type, long offset) {
    return stamped(type).channel(PARTITION_3, 0, 0).journaled(offset, 1_700_000_000_125L);
  }

  private static byte[] joined(List<byte[]> frames) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    frames.forEach(all::writeBytes);
    return all.toByteArray();
  }

  /** Writes a fixture; run it for a new version only, with a new name. */
  public static void main(String[] args) throws IOException {
    Files.write(Path.of(args[0]), joined(frames()));
  }

  @Test
  void shouldFindNoFaultInFramesOfVersion1() {
    assertThat(starts).hasSize(10);
    for (int at : starts) {
      assertThat(FrameHeader.faultOf(bytes, at, bytes.length - at)).isNull();
      assertThat(FrameHeader.version(bytes, at)).isEqualTo(1);
    }
  }

  @Test
  void shouldStillWriteVersion1AsItWasWritten() {
    assertThat(joined(frames())).isEqualTo(bytes);
  }

  @Test
  void shouldReadTheHeaderOfVersion1() {
    int at = starts.get(0);

    assertThat(FrameHeader.length(bytes, at)).isEqualTo(210);
    assertThat(FrameHeader.type(bytes, at)).isEqualTo(FrameType.DATA);
    assertThat(FrameHeader.application(bytes, at)).isEqualTo(APPLICATION);
    assertThat(FrameHeader.origin(bytes, at)).isEqualTo(SPLIT);
    assertThat(FrameHeader.destination(bytes, at)).isEqualTo(5);
    assertThat(FrameHeader.term(bytes, at)).isEqualTo(7);
    assertThat(FrameHeader.generation(bytes, at)).isEqualTo(1);
    assertThat(FrameHeader.codeVersion(bytes, at)).isEqualTo(3);
    assertThat(FrameHeader.epoch(bytes, at)).isEqualTo(77);
    assertThat(FrameHeader.firstSequence(bytes, at)).isEqualTo(41);
    assertThat(FrameHeader.recordCount(bytes, at)).isEqualTo(3);
    assertThat(FrameHeader.watermarkCount(bytes, at)).isEqualTo(2);
    assertThat(FrameHeader.sourcePosition(bytes, at)).isEqualTo(987_654_321_012L);
    assertThat(FrameHeader.journalTimeMs(bytes, at)).isEqualTo(1_700_000_000_123L);
    assertThat(FrameHeader.offset(bytes, at)).isEqualTo(1_000);
    assertThat(FrameHeader.topicMask(bytes, at)).isEqualTo(0b110);
    assertThat(FrameHeader.span(bytes, at)).isEqualTo(3);
  }

  @Test
  void shouldReadTheRecordsOfVersion1() {
    List<String> records = new ArrayList<>();
    RecordCursor cursor = new RecordCursor();
    for (cursor.wrap(bytes, starts.get(0)); cursor.next(); ) {
      records.add(
          cursor.topic()
              + " "
              + cursor.eventTimeMs()
              + " "
              + Frames.key(cursor)
              + "="
              + Frames.value(cursor));
    }

    assertThat(records)
        .containsExactly("2 1600000000000 user-1=first value", "65 -1 =broadcast", "2 0 ключ=");
  }

  @Test
  void shouldReadTheWatermarksOfVersion1BehindTheRecords() {
    int at = starts.get(0);

    assertThat(FrameHeader.watermarkTopic(bytes, at, 0)).isEqualTo(2);
    assertThat(FrameHeader.watermarkMs(bytes, at, 0)).isEqualTo(1_599_999_999_999L);
    assertThat(FrameHeader.watermarkTopic(bytes, at, 1)).isEqualTo(65);
    assertThat(FrameHeader.watermarkMs(bytes, at, 1)).isEqualTo(Long.MIN_VALUE + 1);
  }

  @Test
  void shouldReadAFrameOfVersion1WithoutRecords() {
    int at = starts.get(1);

    assertThat(FrameHeader.firstSequence(bytes, at)).isEqualTo(7);
    assertThat(FrameHeader.recordCount(bytes, at)).isZero();
    assertThat(FrameHeader.span(bytes, at)).isEqualTo(1);
    assertThat(FrameHeader.sourcePosition(bytes, at)).isEqualTo(FrameHeader.NO_POSITION);
    assertThat(FrameHeader.watermarkMs(bytes, at, 0)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void shouldKnowTheTypesOfVersion1ByTheirCodes() {
    assertThat(starts.stream().map(at -> (int) bytes[at + 5]))
        .containsExactly(1, 1, 2, 3, 4, 5, 6, 16, 17, 18);
    assertThat(starts.stream().map(at -> FrameHeader.type(bytes, at)))
        .containsExactly(
            FrameType.DATA,
            FrameType.DATA,
            FrameType.EPOCH,
            FrameType.TICK,
            FrameType.ASYNC_RESULT,
            FrameType.DEPLOY,
            FrameType.RELEASE,
            FrameType.ACK,
            FrameType.RESUME,
            FrameType.STAND);
  }
}
