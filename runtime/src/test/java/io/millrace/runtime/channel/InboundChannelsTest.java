package io.millrace.runtime.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.runtime.channel.InboundChannel.Acceptance;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.Origin;
import org.junit.jupiter.api.Test;

class InboundChannelsTest {

  @Test
  void shouldTakeTheNextFrame() {
    assertThat(InboundChannel.accept(5, 5, 3)).isEqualTo(Acceptance.NEXT);
    assertThat(InboundChannel.accept(1, 1, 1)).isEqualTo(Acceptance.NEXT);
  }

  @Test
  void shouldTakeAFrameWithoutRecordsOnlyWhereItBelongs() {
    assertThat(InboundChannel.accept(5, 5, 0)).isEqualTo(Acceptance.NEXT);
    assertThat(InboundChannel.accept(5, 4, 0)).isEqualTo(Acceptance.DUPLICATE);
    assertThat(InboundChannel.accept(5, 6, 0)).isEqualTo(Acceptance.GAP);
  }

  @Test
  void shouldDropWhatItHas() {
    assertThat(InboundChannel.accept(5, 1, 4)).isEqualTo(Acceptance.DUPLICATE);
    assertThat(InboundChannel.accept(5, 4, 1)).isEqualTo(Acceptance.DUPLICATE);
  }

  @Test
  void shouldTakeTheRestOfAFrameItHasInPart() {
    assertThat(InboundChannel.accept(5, 4, 2)).isEqualTo(Acceptance.OVERLAP);
    assertThat(InboundChannel.accept(5, 1, 100)).isEqualTo(Acceptance.OVERLAP);
  }

  @Test
  void shouldRefuseAGap() {
    assertThat(InboundChannel.accept(5, 6, 1)).isEqualTo(Acceptance.GAP);
    assertThat(InboundChannel.accept(1, 2, 100)).isEqualTo(Acceptance.GAP);
  }

  @Test
  void shouldAcceptEverySequenceOnceHoweverFramesAreCut() {
    for (int next = 1; next < 12; next++) {
      for (int first = 1; first < 12; first++) {
        for (int count = 1; count < 6; count++) {
          Acceptance acceptance = InboundChannel.accept(next, first, count);
          boolean has = first < next;
          boolean lacks = first + count > next;
          Acceptance expected =
              first > next
                  ? Acceptance.GAP
                  : has ? (lacks ? Acceptance.OVERLAP : Acceptance.DUPLICATE) : Acceptance.NEXT;
          assertThat(acceptance)
              .as("next %d, first %d, count %d", next, first, count)
              .isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void shouldMakeAChannelAtItsFirstUse() {
    InboundChannels channels = new InboundChannels();
    InboundChannel channel = channels.channel(Origin.ofPartition(3));

    assertThat(channels.channel(Origin.ofPartition(3))).isSameAs(channel);
    assertThat(channels.size()).isEqualTo(1);
    assertThat(channel.journaledNext()).isEqualTo(1);
    assertThat(channel.journaledPosition()).isEqualTo(FrameHeader.NO_POSITION);
  }

  @Test
  void shouldFindEachOfManyChannels() {
    InboundChannels channels = new InboundChannels();
    for (int p = 0; p < 1_000; p++) {
      channels.channel(Origin.ofPartition(p)).journaled(p + 1, p);
    }
    for (int p = 0; p < 1_000; p++) {
      assertThat(channels.channel(Origin.ofPartition(p)).journaledNext()).isEqualTo(p + 1);
      assertThat(channels.get(p).origin()).isEqualTo(Origin.ofPartition(p));
    }
    assertThat(channels.size()).isEqualTo(1_000);
  }

  @Test
  void shouldNeverGoBackInPositions() {
    InboundChannel channel = new InboundChannels().channel(1);
    channel.journaled(2, 100);
    channel.journaled(3, FrameHeader.NO_POSITION);
    channel.folded(2, 100);
    channel.folded(3, 50);

    assertThat(channel.journaledPosition()).isEqualTo(100);
    assertThat(channel.foldedPosition()).isEqualTo(100);
  }

  @Test
  void shouldComeBackFromASnapshotAsFarAsItWasFolded() {
    InboundChannels channels = new InboundChannels();
    InboundChannel channel = channels.channel(Origin.ofSplit("clicks", "a"));
    channel.journaled(30, 3_000);
    channel.folded(20, 2_000);
    ByteOutput saved = new ByteOutput(16);
    channels.save(saved);
    InboundChannels again = new InboundChannels();
    again.load(new ByteInput(saved.toByteArray()), 0);
    InboundChannel restored = again.channel(Origin.ofSplit("clicks", "a"));

    assertThat(again.size()).isEqualTo(1);
    assertThat(restored.foldedNext()).isEqualTo(20);
    assertThat(restored.foldedPosition()).isEqualTo(2_000);
    assertThat(restored.journaledNext()).isEqualTo(20);
    assertThat(restored.journaledPosition()).isEqualTo(2_000);
    assertThat(restored.stableNext()).isEqualTo(20);
  }
}
