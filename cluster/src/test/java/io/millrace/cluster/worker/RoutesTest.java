package io.millrace.cluster.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cluster.control.PartitionPlace;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.frame.Origin;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Partition 0 is owned here and followed by a, 1 the other way round, 2 is b's, 3 nobody's. */
class RoutesTest {
  private static final List<PartitionPlace> PLACES =
      List.of(
          new PartitionPlace(0, 1, "me", "a", true),
          new PartitionPlace(1, 1, "a", "me", true),
          new PartitionPlace(2, 1, "b", null, false),
          new PartitionPlace(3, 1, null, null, false));

  private final List<String> asked = new ArrayList<>();
  private final Routes routes =
      new Routes(
          "me",
          PLACES,
          new int[] {5, 6, Routes.ELSEWHERE, Routes.ELSEWHERE},
          name -> {
            asked.add(name);
            return null;
          });

  private static byte[] frame(FrameType type, long origin, int destination) {
    byte[] frame = new byte[FrameHeader.LENGTH];
    FrameHeader.init(frame, 0, type);
    FrameHeader.origin(frame, 0, origin);
    FrameHeader.destination(frame, 0, destination);
    return frame;
  }

  private int slotOf(FrameType type, int partition) {
    long origin = Origin.ofPartition(type.isToOrigin() ? partition : 0);
    return routes.slotOf(frame(type, origin, partition), 0);
  }

  @Test
  void shouldAskForOthersOnly() {
    assertThat(asked).containsExactly("a", "a", "b");
  }

  @Test
  void shouldSendToTheOwnersSlotHere() {
    for (FrameType type :
        new FrameType[] {FrameType.DATA, FrameType.RESUME, FrameType.TAIL, FrameType.COPIED}) {
      assertThat(slotOf(type, 0)).as("%s", type).isEqualTo(5);
      assertThat(slotOf(type, 1)).as("%s", type).isEqualTo(Routes.ELSEWHERE);
      assertThat(slotOf(type, 3)).as("%s", type).isEqualTo(Routes.ELSEWHERE);
    }
  }

  @Test
  void shouldSendToTheFollowersSlotHere() {
    for (FrameType type : new FrameType[] {FrameType.COPY, FrameType.CUT, FrameType.PROGRESS}) {
      assertThat(slotOf(type, 0)).as("%s", type).isEqualTo(Routes.ELSEWHERE);
      assertThat(slotOf(type, 1)).as("%s", type).isEqualTo(6);
    }
  }

  @Test
  void shouldAnswerWhereTheOriginLives() {
    assertThat(slotOf(FrameType.ACK, 0)).isEqualTo(5);
    assertThat(slotOf(FrameType.ACK, 1)).isEqualTo(Routes.ELSEWHERE);
    long sink = sinkAtHome(0);
    assertThat(routes.slotOf(frame(FrameType.TAILED, sink, 2), 0)).isEqualTo(5);
    assertThat(routes.slotOf(frame(FrameType.TAILED, sinkAtHome(2), 0), 0))
        .isEqualTo(Routes.ELSEWHERE);
  }

  private static long sinkAtHome(int partition) {
    for (int i = 0; ; i++) {
      long origin = Origin.ofSink("sink-" + i);
      if (Origin.home(origin, PLACES.size()) == partition) {
        return origin;
      }
    }
  }

  @Test
  void shouldTakeWhatArrivesWhateverThePartitionIsHere() {
    assertThat(routes.slotOfArrived(frame(FrameType.DATA, Origin.ofPartition(2), 1), 0))
        .as("the sender may know that it is ours by now")
        .isEqualTo(6);
    assertThat(routes.slotOfArrived(frame(FrameType.COPY, Origin.ofPartition(0), 0), 0))
        .isEqualTo(5);
    assertThat(routes.slotOfArrived(frame(FrameType.DATA, Origin.ofPartition(0), 2), 0))
        .isEqualTo(Routes.ELSEWHERE);
  }

  @Test
  void shouldDropWhatNoPartitionIsFor() {
    assertThat(routes.slotOfArrived(frame(FrameType.DATA, Origin.ofPartition(0), -1), 0))
        .isEqualTo(Routes.ELSEWHERE);
    assertThat(routes.slotOfArrived(frame(FrameType.DATA, Origin.ofPartition(0), 4), 0))
        .isEqualTo(Routes.ELSEWHERE);
    assertThat(routes.slotOfArrived(new byte[FrameHeader.LENGTH], 0)).isEqualTo(Routes.ELSEWHERE);
  }
}
