package io.millrace.storage.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runtime.rewind.EpochSearch.Mark;
import io.millrace.runtime.rewind.Lineage;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.storage.mirror.MirrorManifest.Segment;
import io.millrace.storage.mirror.MirrorManifest.Snapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommonEpochTest {

  private static Snapshot snapshot(int partition, long offset, long epoch, int code, boolean last) {
    SnapshotId id = new SnapshotId(partition, 0, offset, epoch, code);
    return new Snapshot("s" + offset, id, last, 0);
  }

  /** Entries from an offset on, an EPOCH entry at each of these offsets. */
  private static MirrorManifest manifest(
      int partition, long start, long end, List<Snapshot> snapshots, long... epochsAndOffsets) {
    List<Mark> marks = new ArrayList<>();
    for (int i = 0; i < epochsAndOffsets.length; i += 2) {
      marks.add(new Mark(epochsAndOffsets[i], epochsAndOffsets[i + 1], 5));
    }
    return new MirrorManifest(
        -77, partition, 4, 0, 0, List.of(new Segment("a", start, end)), snapshots, marks);
  }

  private static MirroredPartition of(MirrorManifest manifest, int code) {
    return new MirroredPartition(manifest, Lineage.NONE, code);
  }

  @Test
  void shouldChooseTheNewestThatAllHaveEntered() {
    MirrorManifest one = manifest(0, 0, 100, List.of(), 1, 10, 3, 30, 4, 40);
    MirrorManifest other = manifest(1, 0, 90, List.of(), 1, 5, 2, 6, 3, 50);

    CommonEpoch common = CommonEpoch.of(List.of(of(one, 1), of(other, 1))).orElseThrow();

    assertThat(common).isEqualTo(new CommonEpoch(3, List.of(31L, 51L)));
  }

  @Test
  void shouldCutBeforeTheNextEpochWhereOneWasPassedOver() {
    MirrorManifest one = manifest(0, 0, 100, List.of(), 1, 10, 4, 40);
    MirrorManifest other = manifest(1, 0, 90, List.of(), 3, 50);

    CommonEpoch common = CommonEpoch.of(List.of(of(one, 1), of(other, 1))).orElseThrow();

    assertThat(common).isEqualTo(new CommonEpoch(3, List.of(40L, 51L)));
  }

  @Test
  void shouldGoBackFartherWhereTheNewestIsBehindNoSnapshot() {
    List<Snapshot> young = List.of(snapshot(0, 60, 5, 1, false));
    MirrorManifest one =
        new MirrorManifest(
            -77,
            0,
            4,
            0,
            0,
            List.of(new Segment("a", 0, 20), new Segment("b", 60, 100)),
            young,
            List.of(new Mark(2, 12, 5), new Mark(4, 61, 5), new Mark(7, 70, 5)));
    MirrorManifest slow = manifest(1, 0, 90, List.of(), 2, 5, 4, 6);

    assertThat(of(one, 1).earliest()).isEqualTo(7);
    assertThat(of(one, 1).reaches(4)).isFalse(); // its snapshot is of a later epoch
    CommonEpoch common = CommonEpoch.of(List.of(of(one, 1), of(slow, 1))).orElseThrow();
    assertThat(common.epoch()).isEqualTo(2);
  }

  @Test
  void shouldGoBackToNothingThatOtherCodeFolded() {
    List<Snapshot> unended = List.of(snapshot(0, 20, 2, 1, false));
    List<Snapshot> ended = List.of(snapshot(0, 20, 2, 1, true));

    assertThat(of(manifest(0, 0, 100, unended, 3, 30), 2).reaches(3)).isFalse();
    assertThat(of(manifest(0, 0, 100, ended, 3, 30), 2).reaches(3)).isTrue();
    assertThat(of(manifest(0, 0, 100, ended, 1, 10, 3, 30), 2).reaches(1)).isFalse();
    assertThat(of(manifest(0, 0, 100, unended, 3, 30), 1).reaches(3)).isTrue();
  }

  @Test
  void shouldNotGuessWhereAnEpochWasEnteredThatWasForgotten() {
    MirrorManifest all = manifest(0, 0, 100, List.of(), 1, 10, 3, 30);
    MirrorManifest young =
        new MirrorManifest(-77, 0, 4, 0, 5, all.segments(), List.of(), List.of(new Mark(6, 60, 5)));

    assertThat(of(young, 1).reaches(5)).isTrue();
    assertThat(of(young, 1).reaches(4)).isFalse();
    assertThat(CommonEpoch.of(List.of(of(all, 1), of(young, 1)))).isEmpty();
  }

  @Test
  void shouldSayThatThereIsNone() {
    MirrorManifest one = manifest(0, 50, 100, List.of(), 1, 60);

    assertThat(of(one, 1).earliest()).isEqualTo(Long.MAX_VALUE);
    assertThat(CommonEpoch.of(List.of(of(one, 1)))).isEmpty();
  }

  @Test
  void shouldReadWhatItWrote() throws IOException {
    MirrorManifest one = manifest(3, 5, 100, List.of(snapshot(3, 20, 2, 1, true)), 3, 30, 4, 44);

    assertThat(MirrorManifest.decode("m", one.encode())).isEqualTo(one);
  }
}
