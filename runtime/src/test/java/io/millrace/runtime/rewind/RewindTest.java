package io.millrace.runtime.rewind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runtime.MemoryMetadataStore;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.journal.MemoryJournal;
import io.millrace.runtime.plan.ApplicationMetadata;
import io.millrace.runtime.snapshot.MemorySnapshotStore;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.runtime.snapshot.SnapshotOutput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a rewind finds, cuts, keeps and forgets. */
class RewindTest {
  private final MemoryJournal journal = new MemoryJournal();
  private final MemorySnapshotStore snapshots = new MemorySnapshotStore();

  /** An entry without meaning. */
  private void entry(long atMs) {
    append(FrameType.TICK, 0, atMs);
  }

  private void enter(long epoch, long atMs) {
    append(FrameType.EPOCH, epoch, atMs);
  }

  private void append(FrameType type, long epoch, long atMs) {
    byte[] frame = new byte[FrameHeader.LENGTH];
    FrameHeader.init(frame, 0, type);
    FrameHeader.offset(frame, 0, journal.endOffset());
    FrameHeader.epoch(frame, 0, epoch);
    FrameHeader.journalTimeMs(frame, 0, atMs);
    FrameHeader.seal(frame, 0);
    assertThat(journal.append(frame, 0, frame.length)).isTrue();
  }

  private void snapshot(SnapshotId id, boolean last) {
    SnapshotOutput output = snapshots.begin(id);
    output.force(new byte[] {1, 1, (byte) (last ? 1 : 0)}, 3);
    output.commit();
  }

  private static SnapshotId id(int generation, long offset, long epoch) {
    return new SnapshotId(0, generation, offset, epoch, 1);
  }

  @Test
  void shouldFindEveryEpochInAJournalHoweverLongItIs() {
    for (long epoch = 1; epoch <= 60; epoch++) {
      for (int i = 0; i < 200; i++) {
        entry(epoch * 1000 - 1);
      }
      if (epoch % 7 != 0) {
        enter(epoch, epoch * 1000);
      }
    }
    journal.release(3_000);
    EpochSearch search = new EpochSearch(journal);
    for (long epoch = 16; epoch < 60; epoch++) {
      long cut = search.cut(epoch);
      long passedOver = epoch / 7;
      long entered = 201 * epoch - passedOver;
      assertThat(cut)
          .as("epoch %d", epoch)
          .isEqualTo(epoch % 7 == 0 ? 201 * (epoch + 1) - passedOver - 1 : entered);
      long last = epoch % 7 == 0 ? epoch - 1 : epoch;
      assertThat(search.lastUntil(epoch * 1000 + 500).epoch()).isEqualTo(last);
    }
    assertThat(search.cut(61)).as("not entered yet").isEqualTo(-1);
    assertThat(search.lastUntil(10)).as("too early").isNull();
  }

  @Test
  void shouldSayWhatCanBeGoneBackTo() {
    entry(1);
    enter(3, 2);
    snapshot(id(0, 2, 3), false);
    entry(3);
    enter(4, 4);
    enter(6, 5);
    entry(6);
    journal.release(2);
    RewindSurvey survey = survey(new RewindRange(0, List.of()), 1);
    assertThat(survey.toEpoch(3).cut()).as("no snapshot of an earlier epoch").isEqualTo(-1);
    assertThat(survey.toEpoch(4).cut()).isEqualTo(4);
    assertThat(survey.toEpoch(5).cut()).as("passed over").isEqualTo(4);
    assertThat(survey.toEpoch(6).cut()).isEqualTo(5);
    assertThat(survey.toEpoch(7).cut()).as("not entered yet").isEqualTo(-1);
    assertThat(survey.toTime(4)).isEqualTo(new RewindPoint(0, 9, 4, 4, 4, 4, 6, 5));
    assertThat(survey.toTime(1).cut()).as("too early").isEqualTo(-1);
    assertThat(survey(new RewindRange(6, List.of()), 1).toEpoch(4).cut())
        .as("may be deleted at any moment")
        .isEqualTo(-1);
    assertThat(survey(new RewindRange(6, List.of(4L)), 1).toEpoch(4).cut()).isEqualTo(4);
    assertThat(survey(new RewindRange(0, List.of()), 2).toEpoch(6).cut())
        .as("other code folded on from the snapshot")
        .isEqualTo(-1);
    snapshot(id(0, 5, 6), true);
    enter(8, 7);
    assertThat(survey(new RewindRange(0, List.of()), 2).toEpoch(8).cut()).isEqualTo(7);
  }

  private RewindSurvey survey(RewindRange range, int codeVersion) {
    return new RewindSurvey(0, 9, codeVersion, journal, snapshots, range);
  }

  @Test
  void shouldCutACopyByAllRewindsThatItHasMissed() {
    for (int i = 0; i < 100; i++) {
      entry(i);
    }
    snapshot(id(0, 30, 3), false);
    snapshot(id(0, 40, 4), false);
    snapshot(id(0, 60, 6), false);
    Lineage lineage =
        Lineage.NONE
            .with(new Rewind(1, 4, 0, List.of(50L)))
            .with(new Rewind(2, 9, 0, List.of(70L)));
    MemoryMetadataStore documents = new MemoryMetadataStore();
    CopyCut cut = new CopyCut(lineage, documents);
    cut.bringInLine(0, 2, journal, snapshots);
    assertThat(journal.endOffset()).isEqualTo(50);
    assertThat(snapshots.list(0)).as("of an epoch before the cut's").containsExactly(id(0, 30, 3));

    entry(1000);
    cut.bringInLine(0, 2, journal, snapshots);
    assertThat(journal.endOffset()).as("cut once").isEqualTo(51);
    assertThatThrownBy(() -> cut.bringInLine(0, 1, journal, snapshots))
        .hasMessageContaining("later generation");
  }

  @Test
  void shouldEmptyACopyThatBeginsBehindTheCut() {
    for (int i = 0; i < 100; i++) {
      entry(i);
    }
    journal.release(80);
    Lineage lineage = Lineage.NONE.with(new Rewind(1, 4, 0, List.of(50L)));
    new CopyCut(lineage, new MemoryMetadataStore()).bringInLine(0, 1, journal, snapshots);
    assertThat(journal.endOffset()).isEqualTo(journal.startOffset());
  }

  @Test
  void shouldHideSnapshotsThatARewindMadeWorthless() {
    Lineage lineage = Lineage.NONE.with(new Rewind(1, 4, 0, List.of(50L)));
    snapshot(id(0, 30, 3), false);
    snapshot(id(0, 40, 4), false);
    snapshot(id(1, 90, 8), false);
    assertThat(new RewoundSnapshots(snapshots, lineage).list(0))
        .containsExactly(id(0, 30, 3), id(1, 90, 8));
  }

  @Test
  void shouldKeepASnapshotForEveryEpochThatCanBeRewoundTo() {
    List<SnapshotId> all = new ArrayList<>();
    for (long epoch = 10; epoch <= 200; epoch += 10) {
      all.add(id(0, epoch * 100, epoch));
    }
    assertThat(epochs(SnapshotsNeeded.of(all, 2, RewindRange.NONE))).containsExactly(190L, 200L);
    assertThat(epochs(SnapshotsNeeded.of(all, 2, new RewindRange(140, List.of()))))
        .as("the last before the floor, then one now and then")
        .containsExactly(130L, 160L, 190L, 200L);
    SnapshotsNeeded saved = SnapshotsNeeded.of(all, 2, new RewindRange(140, List.of(55L)));
    assertThat(epochs(saved)).containsExactly(50L, 130L, 160L, 190L, 200L);
    assertThat(saved.journalFrom()).isEqualTo(5_000);
    SnapshotsNeeded unknown = SnapshotsNeeded.of(all, 2, new RewindRange(0, List.of()));
    assertThat(unknown.needed()).as("nothing is known yet").isEqualTo(all);
    assertThat(unknown.journalFrom()).isZero();
    assertThat(SnapshotsNeeded.of(all, 2, new RewindRange(140, List.of(10L))).journalFrom())
        .as("only the whole journal leads there")
        .isZero();
  }

  private static List<Long> epochs(SnapshotsNeeded chosen) {
    return chosen.needed().stream().map(SnapshotId::epoch).toList();
  }

  @Test
  void shouldTakeForYoungWhatItHasNotHeardOf() {
    RewindWindow window = new RewindWindow();
    assertThat(window.floor()).isZero();
    for (int second = 0; second <= 20; second++) {
      window.onEpoch(100 + second, 10_000, second * 1_000_000_000L);
    }
    assertThat(window.floor()).isEqualTo(109);
    window.hold(105);
    assertThat(window.floor()).as("asked for").isEqualTo(105);
    for (int second = 21; second <= 200; second++) {
      window.onEpoch(100 + second, 10_000, second * 1_000_000_000L);
    }
    assertThat(window.floor()).as("nobody asks any more").isEqualTo(289);
  }

  @Test
  void shouldComeBackFromItsDocument() {
    Lineage lineage =
        Lineage.NONE
            .rewindable(60_000)
            .with(new Savepoint("early", 3, 11))
            .with(new Savepoint("late", 30, 12))
            .with(new Rewind(1, 4, 13, List.of(50L, 60L)));
    assertThat(lineage.savepoints()).as("what is no more").hasSize(1);
    ApplicationMetadata metadata = ApplicationMetadata.create(1, "a", 2).with(lineage);
    assertThat(ApplicationMetadata.decode(metadata.encode()).lineage()).isEqualTo(lineage);
    assertThat(
            ApplicationMetadata.decode(
                    "version=1\napplication=1\nname=a\npartitions=2\n"
                        .concat("generation=0\nterm=0\ncode.version=0\ncode.hash=\n")
                        .getBytes(StandardCharsets.UTF_8))
                .lineage())
        .isEqualTo(Lineage.NONE);
  }
}
