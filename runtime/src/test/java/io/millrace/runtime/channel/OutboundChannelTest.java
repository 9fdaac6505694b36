package io.millrace.runtime.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.frame.RecordCursor;
import io.millrace.runtime.transport.FrameSender;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboundChannelTest {
  private static final FrameStamp STAMP = new FrameStamp(99, Origin.ofPartition(0), 4, 1, 2);
  private static final ChannelSettings SMALL = new ChannelSettings(256, 1_024, 4_096);
  private static final byte[] KEY = {1, 2, 3};

  /** Takes frames as long as it has room. */
  private static final class Wire implements FrameSender {
    private final List<byte[]> frames = new ArrayList<>();
    private int room = Integer.MAX_VALUE;

    @Override
    public boolean offer(byte[] frame, int at, int length) {
      if (room == 0) {
        return false;
      }
      room--;
      frames.add(Arrays.copyOfRange(frame, at, at + length));
      assertThat(FrameHeader.faultOf(frame, at, length)).isNull();
      return true;
    }

    List<String> taken() {
      List<String> all = frames.stream().map(OutboundChannelTest::describe).toList();
      frames.clear();
      return all;
    }
  }

  private final Wire wire = new Wire();
  private final Marks marks = new Marks(5);
  private final Outbound outbound = new Outbound(STAMP, 2, SMALL, marks);
  private final OutboundChannel channel = outbound.channel(1);

  /** A frame as text: first sequence, values, watermarks. */
  private static String describe(byte[] frame) {
    StringBuilder text = new StringBuilder().append(FrameHeader.firstSequence(frame, 0));
    RecordCursor cursor = new RecordCursor();
    for (cursor.wrap(frame, 0); cursor.next(); ) {
      text.append(' ')
          .append(
              new String(
                  cursor.array(),
                  cursor.valueOffset(),
                  cursor.valueLength(),
                  StandardCharsets.US_ASCII));
    }
    for (int i = 0; i < FrameHeader.watermarkCount(frame, 0); i++) {
      text.append(" w").append(FrameHeader.watermarkTopic(frame, 0, i));
      text.append('=').append(FrameHeader.watermarkMs(frame, 0, i));
    }
    return text.toString();
  }

  private void append(String... values) {
    for (String value : values) {
      byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
      channel.append(5, 77, KEY, 0, KEY.length, bytes, 0, bytes.length);
    }
  }

  private void emit(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
    outbound.append(1, 5, 77, KEY, 0, KEY.length, bytes, 0, bytes.length);
  }

  private List<String> sent() {
    channel.transmit(wire, false);
    return wire.taken();
  }

  /** Marks are told once, before what a test is about. */
  private void resumed() {
    marks.mark(0, 10);
    channel.standsAt(1);
    channel.transmit(wire, true);
    wire.taken();
  }

  @Test
  void shouldSendNothingBeforeTheReceiverSaidWhereItStands() {
    append("a");
    channel.seal();

    assertThat(channel.transmit(wire, false)).isZero();
    channel.standsAt(1);
    assertThat(channel.transmit(wire, false)).isEqualTo(1);
  }

  @Test
  void shouldNumberRecordsAndBatchThemUntilSealed() {
    resumed();
    append("a", "b");
    assertThat(sent()).isEmpty();
    assertThat(channel.isOpen()).isTrue();
    channel.seal();
    append("c");
    channel.seal();

    assertThat(sent()).containsExactly("1 a b", "3 c");
    assertThat(channel.nextSequence()).isEqualTo(4);
  }

  @Test
  void shouldStampFramesWithWhoSendsThem() {
    resumed();
    outbound.epoch(8);
    outbound.position(4_711);
    append("a");
    channel.seal();
    channel.transmit(wire, false);
    byte[] frame = wire.frames.get(0);

    assertThat(FrameHeader.type(frame, 0)).isEqualTo(FrameType.DATA);
    assertThat(FrameHeader.application(frame, 0)).isEqualTo(99);
    assertThat(FrameHeader.origin(frame, 0)).isEqualTo(Origin.ofPartition(0));
    assertThat(FrameHeader.destination(frame, 0)).isEqualTo(1);
    assertThat(FrameHeader.term(frame, 0)).isEqualTo(4);
    assertThat(FrameHeader.generation(frame, 0)).isEqualTo(1);
    assertThat(FrameHeader.codeVersion(frame, 0)).isEqualTo(2);
    assertThat(FrameHeader.epoch(frame, 0)).isEqualTo(8);
    assertThat(FrameHeader.sourcePosition(frame, 0)).isEqualTo(4_711);
    assertThat(FrameHeader.topicMask(frame, 0)).isEqualTo(1L << 5);
  }

  @Test
  void shouldCloseAFrameThatIsFull() {
    resumed();
    append("x".repeat(100), "y".repeat(100), "z");
    channel.seal();

    assertThat(sent()).hasSize(2).last().asString().isEqualTo("2 " + "y".repeat(100) + " z");
  }

  @Test
  void shouldSendARecordLargerThanAFrameAlone() {
    resumed();
    append("a", "x".repeat(3_000), "b");
    channel.seal();

    assertThat(sent()).containsExactly("1 a", "2 " + "x".repeat(3_000), "3 b");
  }

  @Test
  void shouldGoOnWhereTheTransportHadNoRoom() {
    resumed();
    for (String value : List.of("a", "b", "c")) {
      append(value);
      channel.seal();
    }
    wire.room = 1;
    assertThat(sent()).containsExactly("1 a");
    wire.room = 9;
    assertThat(sent()).containsExactly("2 b", "3 c");
    assertThat(sent()).isEmpty();
  }

  @Test
  void shouldKeepFramesUntilTheyAreAcked() {
    resumed();
    append("a");
    channel.seal();
    append("b");
    channel.seal();
    sent();
    assertThat(channel.isPending()).isTrue();
    channel.acked(2);
    assertThat(channel.isPending()).isTrue();
    channel.acked(3);
    assertThat(channel.isPending()).isFalse();
    assertThat(channel.isPending()).isFalse();
    assertThat(channel.isSettled()).isTrue();
  }

  @Test
  void shouldKeepAFrameOfWhichOnlyAPartIsAcked() {
    resumed();
    append("a", "b");
    channel.seal();
    channel.acked(2);
    channel.standsAt(2);

    assertThat(sent()).containsExactly("1 a b");
  }

  @Test
  void shouldIgnoreAnOlderAck() {
    resumed();
    append("a");
    channel.seal();
    channel.acked(2);
    channel.acked(1);

    assertThat(channel.ackedNext()).isEqualTo(2);
  }

  @Test
  void shouldResumeWhereTheReceiverStands() {
    resumed();
    for (String value : List.of("a", "b", "c")) {
      append(value);
      channel.seal();
    }
    sent();
    channel.disconnected();
    assertThat(channel.transmit(wire, true)).isZero();
    channel.standsAt(2);

    assertThat(sent()).containsExactly("2 b", "3 c");
  }

  @Test
  void shouldRefuseAReceiverThatLostWhatItHadCalledStable() {
    resumed();
    append("a", "b");
    channel.seal();
    channel.acked(3);

    assertThatThrownBy(() -> channel.standsAt(2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "channel broken: origin=partition-0, destination=1, receiver stands at=2, acked=3; the"
                + " receiver's journal lost stable entries: restore it or rewind the application");
  }

  @Test
  void shouldForgetRecordsThatTheReceiverIsKnownToHave() {
    channel.acked(3);
    channel.standsAt(3);
    append("a", "b", "c");
    channel.seal();

    assertThat(sent()).containsExactly("3 c w5=" + Marks.NONE);
  }

  @Test
  void shouldFreeAFrameThatWasOpenWhenItsRecordsWereAcked() {
    resumed();
    append("a", "b");
    channel.acked(5);
    append("c", "d");
    channel.seal();
    sent();
    channel.acked(5);

    assertThat(channel.isPending()).isFalse();
    assertThat(channel.isSettled()).isTrue();
  }

  @Test
  void shouldHaveNoRoomWhileTheWindowIsFull() {
    resumed();
    append("x".repeat(900));
    channel.seal();
    assertThat(outbound.hasRoom()).isTrue();
    append("y");
    assertThat(outbound.hasRoom()).isFalse();
    channel.seal();
    channel.acked(2);

    assertThat(outbound.hasRoom()).isTrue();
  }

  @Test
  void shouldTakeBackWhatACallAppended() {
    resumed();
    append("a");
    outbound.beginCall();
    emit("b");
    emit("x".repeat(2_000));
    assertThat(outbound.hasRoom()).isFalse();
    outbound.rollbackCall();
    assertThat(outbound.hasRoom()).isTrue();
    outbound.beginCall();
    emit("c");
    channel.seal();

    assertThat(sent()).containsExactly("1 a c w5=10");
    assertThat(channel.nextSequence()).isEqualTo(3);
  }

  @Test
  void shouldTakeBackTheFrameThatACallOpened() {
    resumed();
    outbound.beginCall();
    emit("a");
    outbound.rollbackCall();

    assertThat(channel.isPending()).isFalse();
    assertThat(channel.isOpen()).isFalse();
    channel.seal();
    assertThat(sent()).isEmpty();
  }

  @Test
  void shouldTakeBackOnlyTheLastCall() {
    resumed();
    outbound.beginCall();
    emit("a");
    outbound.beginCall();
    emit("b");
    outbound.rollbackCall();
    channel.seal();

    assertThat(sent()).containsExactly("1 a w5=10");
  }

  @Test
  void shouldTellMarksBehindTheRecordsAndOnlyOnce() {
    resumed();
    append("a");
    marks.mark(0, 20);
    channel.seal();
    append("b");
    channel.seal();

    assertThat(sent()).containsExactly("1 a w5=20", "2 b");
  }

  @Test
  void shouldTellMarksAloneWhenTheyAreDue() {
    resumed();
    marks.mark(0, 20);
    assertThat(channel.isSettled()).isFalse();
    assertThat(sent()).isEmpty();
    assertThat(channel.transmit(wire, true)).isEqualTo(1);

    assertThat(wire.taken()).containsExactly("1 w5=20");
    assertThat(channel.isPending()).as("a frame without records is not kept").isFalse();
    assertThat(channel.isSettled()).isTrue();
  }

  @Test
  void shouldTellAPositionAloneWhenItIsDue() {
    resumed();
    outbound.position(33);
    channel.transmit(wire, true);

    assertThat(FrameHeader.sourcePosition(wire.frames.get(0), 0)).isEqualTo(33);
    assertThat(FrameHeader.recordCount(wire.frames.get(0), 0)).isZero();
    assertThat(channel.transmit(wire, true)).isZero();
  }

  @Test
  void shouldTellMarksAgainThatTheTransportHadNoRoomFor() {
    resumed();
    marks.mark(0, 20);
    wire.room = 0;
    assertThat(channel.transmit(wire, true)).isZero();
    wire.room = 1;
    channel.transmit(wire, true);

    assertThat(wire.taken()).containsExactly("1 w5=20");
  }

  @Test
  void shouldTellMarksAgainAfterALostConnection() {
    resumed();
    channel.disconnected();
    channel.standsAt(1);
    channel.transmit(wire, true);

    assertThat(wire.taken()).containsExactly("1 w5=10");
  }

  @Test
  void shouldNotLetMarksOvertakeRecordsOfAnOpenFrame() {
    resumed();
    append("a");
    marks.mark(0, 20);

    assertThat(channel.transmit(wire, true)).isZero();
  }

  @Test
  void shouldComeBackFromASnapshotWithItsUnackedFrames() {
    resumed();
    append("a");
    channel.seal();
    append("b");
    channel.seal();
    channel.acked(2);
    ByteOutput saved = new ByteOutput(16);
    channel.save(saved);
    Outbound again = new Outbound(STAMP, 2, SMALL, new Marks(5));
    OutboundChannel restored = again.channel(1);
    restored.load(new ByteInput(saved.toByteArray()));

    assertThat(restored.nextSequence()).isEqualTo(3);
    assertThat(restored.ackedNext()).isEqualTo(2);
    restored.standsAt(2);
    restored.transmit(wire, false);
    assertThat(wire.taken()).containsExactly("2 b");
  }

  @Test
  void shouldComeBackFromASnapshotWithoutRoomIfItsWindowWasFull() {
    resumed();
    append("x".repeat(1_500));
    channel.seal();
    ByteOutput saved = new ByteOutput(16);
    channel.save(saved);
    Outbound again = new Outbound(STAMP, 2, SMALL, new Marks(5));
    again.channel(1).load(new ByteInput(saved.toByteArray()));

    assertThat(again.hasRoom()).isFalse();
    again.channel(1).acked(2);
    assertThat(again.hasRoom()).isTrue();
  }

  @Test
  void shouldAskADestinationWhereItStands() {
    assertThat(outbound.askWhereItStands(1, wire)).isTrue();
    byte[] frame = wire.frames.get(0);

    assertThat(FrameHeader.type(frame, 0)).isEqualTo(FrameType.RESUME);
    assertThat(FrameHeader.destination(frame, 0)).isEqualTo(1);
    assertThat(FrameHeader.origin(frame, 0)).isEqualTo(STAMP.origin());
    wire.room = 0;
    assertThat(outbound.askWhereItStands(1, wire)).isFalse();
  }
}
