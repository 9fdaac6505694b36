package io.millrace.storage.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runtime.rewind.Lineage;
import io.millrace.runtime.rewind.Rewind;
import io.millrace.runtime.rewind.RewoundSnapshots;
import io.millrace.runtime.snapshot.SnapshotId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionMirrorTest {
  @TempDir Path directory;

  private Path place;
  private FaultyMirrorFiles files;
  private long nowNs;

  @BeforeEach
  void makePlace() throws IOException {
    place = Files.createDirectories(directory.resolve("mirror"));
    files = new FaultyMirrorFiles(new DirectoryMirrorFiles(place));
  }

  private MirrorSite site(String name, int term, int generation) {
    return new MirrorSite(directory.resolve(name), term, generation);
  }

  private PartitionMirror mirror(MirrorSite site) {
    return site.mirror(files, Lineage.NONE, nowNs);
  }

  /** Lets it write all that there is; the reading of snapshots is another thread's. */
  private MirrorStanding settle(PartitionMirror mirror, long common) {
    for (int idle = 0; idle < 20; ) {
      nowNs += 500_000_000L;
      idle = mirror.work(nowNs, common) == 0 ? idle + 1 : 0;
      Thread.onSpinWait();
    }
    return mirror.standing();
  }

  private static void end(PartitionMirror mirror) {
    mirror.end();
    mirror.close();
  }

  private static Lineage rewound(int generation, long epoch, long cut) {
    List<Long> cuts =
        Collections.nCopies(MirrorSite.PARTITION + 1, 0L).stream().map(none -> cut).toList();
    return Lineage.NONE.with(new Rewind(generation, epoch, 0, cuts));
  }

  /** Restores into a directory that has nothing; returns the entries. */
  private List<String> restored(String name, long epoch, long cut) throws IOException {
    Lineage lineage = rewound(1, epoch, cut);
    try (MirrorSite site = site(name, 100, 1)) {
      restore(site, lineage, epoch, cut);
      return site.entries();
    }
  }

  private void restore(MirrorSite site, Lineage lineage, long epoch, long cut) throws IOException {
    new MirrorRestore(files, MirrorSite.APPLICATION, MirrorSite.PARTITION, lineage, 1)
        .run(epoch, cut, site.journal, new RewoundSnapshots(site.data.snapshots(), lineage));
  }

  private Path only(String suffix) throws IOException {
    try (Stream<Path> all = Files.walk(place)) {
      return all.filter(file -> file.toString().endsWith(suffix)).findFirst().orElseThrow();
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.walk(place)) {
      return all.filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void shouldGiveBackWhatWasThereUpToAnEpoch() throws IOException {
    List<String> before;
    long cut;
    try (MirrorSite site = site("w1", 1, 0)) {
      PartitionMirror mirror = mirror(site);
      site.append(50);
      cut = site.enter(7);
      before = site.entries();
      site.append(20);
      site.enter(9);
      MirrorStanding standing = settle(mirror, -1);
      assertThat(standing.offset()).isEqualTo(site.journal.endOffset());
      assertThat(standing.epoch()).isEqualTo(9);
      assertThat(standing.failure()).isNull();
      end(mirror);
    }
    assertThat(restored("w2", 7, cut)).isEqualTo(before);
    assertThat(restored("w3", 8, cut + 20)).hasSize(71); // before the entry of the next epoch
  }

  @Test
  void shouldGiveBackASnapshotAndWhatIsBehind() throws IOException {
    SnapshotId snapshot;
    long cut;
    List<String> all;
    try (MirrorSite site = site("w1", 1, 0)) {
      site.append(50);
      site.enter(1);
      snapshot = site.snapshot();
      PartitionMirror mirror = mirror(site);
      site.append(10);
      cut = site.enter(2);
      all = site.entries();
      assertThat(settle(mirror, -1).epoch()).isEqualTo(2);
      end(mirror);
    }
    Lineage lineage = rewound(1, 2, cut);
    try (MirrorSite other = site("w2", 5, 1)) {
      restore(other, lineage, 2, cut);
      assertThat(other.data.snapshots().list(MirrorSite.PARTITION)).containsExactly(snapshot);
      assertThat(other.entries()).isEqualTo(all);
    }
  }

  @Test
  void shouldGoOnInAFileOfItsOwnWhereTheFormerOwnerEnded() throws IOException {
    long cut;
    List<String> all;
    PartitionMirror former;
    try (MirrorSite site = site("w1", 1, 0)) {
      former = mirror(site);
      site.append(30);
      settle(former, -1);
      former.end();
    }
    try (MirrorSite site = site("w1", 2, 0)) {
      site.append(30);
      cut = site.enter(3);
      all = site.entries();
      PartitionMirror mirror = mirror(site);
      assertThat(settle(mirror, -1).offset()).isEqualTo(cut);
      end(mirror);
    }
    former.close();
    assertThat(names())
        .containsExactly(
            "0000000001-000000.journal", "0000000002-000000.journal", "0000000002.manifest");
    assertThat(restored("w2", 3, cut)).isEqualTo(all);
  }

  @Test
  void shouldNotBeSpoiltByAFormerOwnerThatGoesOn() throws IOException {
    long cut;
    List<String> all;
    try (MirrorSite zombie = site("w1", 1, 0);
        MirrorSite owner = site("w2", 2, 0)) {
      PartitionMirror former = mirror(zombie);
      zombie.append(30);
      settle(former, -1);
      PartitionMirror mirror = mirror(owner);
      // the promoted follower: the same entries, then its own
      new MirrorCopy(zombie.journal).into(owner.journal, 30);
      owner.append(5);
      settle(mirror, -1);
      zombie.append(9); // nobody takes them for stable but itself
      zombie.enter(4);
      settle(former, -1);
      owner.append(5);
      cut = owner.enter(6);
      all = owner.entries();
      assertThat(settle(mirror, -1).epoch()).isEqualTo(6);
      settle(former, -1);
      end(former);
      end(mirror);
    }
    assertThat(restored("w3", 6, cut)).isEqualTo(all);
  }

  @Test
  void shouldRefuseToWriteForAFormerOwnerThatComesLate() throws IOException {
    try (MirrorSite owner = site("w2", 5, 0);
        MirrorSite late = site("w1", 4, 0)) {
      PartitionMirror mirror = mirror(owner);
      owner.append(3);
      settle(mirror, -1);
      late.append(8);
      MirrorStanding standing = settle(mirror(late), -1);
      assertThat(standing.failure()).contains("a later owner mirrors this partition");
      end(mirror);
    }
    assertThat(names()).allMatch(name -> name.startsWith("0000000005"));
  }

  @Test
  void shouldTakeNothingForMirroredThatTheJournalHasLost() throws IOException {
    List<String> all;
    long cut;
    try (MirrorSite site = site("w1", 1, 0)) {
      PartitionMirror mirror = mirror(site);
      site.append(40);
      site.enter(1);
      site.append(10);
      settle(mirror, -1);
      end(mirror);
    }
    try (MirrorSite site = site("w1", 2, 0)) {
      site.journal.cut(20); // its machine died
      site.append(60);
      cut = site.enter(8);
      all = site.entries();
      PartitionMirror mirror = mirror(site);
      settle(mirror, -1);
      end(mirror);
    }
    assertThat(restored("w2", 8, cut)).isEqualTo(all);
  }

  @Test
  void shouldGoOnWhereItWasWhenThePlaceIsThereAgain() throws IOException {
    long cut;
    List<String> all;
    try (MirrorSite site = site("w1", 1, 0)) {
      PartitionMirror mirror = mirror(site);
      site.append(30);
      settle(mirror, -1);
      files.gone = true;
      site.append(30);
      assertThat(settle(mirror, -1).failure()).isEqualTo("nobody there");
      files.gone = false;
      files.room = 1000;
      site.append(30);
      assertThat(settle(mirror, -1).failure()).isEqualTo("no space left");
      files.room = Long.MAX_VALUE;
      cut = site.enter(2);
      all = site.entries();
      MirrorStanding standing = settle(mirror, -1);
      assertThat(standing.failure()).isNull();
      assertThat(standing.offset()).isEqualTo(cut);
      end(mirror);
    }
    assertThat(restored("w2", 2, cut)).isEqualTo(all);
  }

  @Test
  void shouldLeaveAGapWhereTheJournalHasLostItsBeginning() throws IOException {
    try (MirrorSite site = site("w1", 1, 0)) {
      PartitionMirror mirror = mirror(site);
      site.append(10);
      site.enter(1);
      assertThat(settle(mirror, -1).epoch()).isEqualTo(1);
      files.gone = true;
      site.append(50);
      site.enter(2);
      settle(mirror, -1);
      site.journal.startOver(100); // as if all of it had been released
      site.append(10);
      site.enter(3);
      files.gone = false;
      assertThat(settle(mirror, -1).epoch()).isEqualTo(-1);
      assertThat(readers().reaches(1)).isTrue(); // from what was there before
      assertThat(readers().reaches(3)).isFalse();
      site.snapshot();
      site.enter(4);
      MirrorStanding standing = settle(mirror, -1);
      assertThat(standing.epoch()).isEqualTo(4);
      assertThat(standing.earliest()).isEqualTo(4);
      end(mirror);
    }
  }

  private MirroredPartition readers() throws IOException {
    MirrorManifest manifest =
        new Mirror(files)
            .manifests(MirrorSite.APPLICATION, MirrorSite.PARTITION + 1)
            .get(MirrorSite.PARTITION)
            .orElseThrow();
    return new MirroredPartition(manifest, Lineage.NONE, 1);
  }

  @Test
  void shouldKeepWhatTheCommonEpochNeedsAndWhatTheOwnerKeeps() throws IOException {
    try (MirrorSite site = site("w1", 1, 0)) {
      PartitionMirror mirror = mirror(site);
      SnapshotId[] taken = new SnapshotId[5];
      for (int i = 0; i < taken.length; i++) {
        site.append(10);
        site.enter(i * 10 + 1);
        taken[i] = site.snapshot();
        settle(mirror, -1);
      }
      for (int i = 0; i < 4; i++) {
        site.data.snapshots().delete(taken[i]);
      }
      settle(mirror, 25);
      assertThat(readers().manifest().snapshots())
          .extracting(MirrorManifest.Snapshot::id)
          .containsExactly(taken[2], taken[4]);
      assertThat(names()).filteredOn(name -> name.endsWith(".snapshot")).hasSize(2);
      assertThat(readers().reaches(31)).isTrue();
      assertThat(readers().reaches(20)).isFalse();
      end(mirror);
    }
  }

  @Test
  void shouldKnowNothingBeyondTheCutOfARewind() throws IOException {
    long cut;
    try (MirrorSite site = site("w1", 1, 0)) {
      PartitionMirror mirror = mirror(site);
      site.append(10);
      cut = site.enter(1);
      site.append(10);
      site.enter(5);
      settle(mirror, -1);
      end(mirror);
    }
    Lineage lineage = rewound(1, 1, cut);
    try (MirrorSite site = site("w1", 2, 1)) {
      site.journal.cut(cut);
      site.append(3);
      PartitionMirror mirror = site.mirror(files, lineage, nowNs);
      assertThat(settle(mirror, -1).epoch()).isEqualTo(1);
      long next = site.enter(6);
      List<String> all = site.entries();
      assertThat(settle(mirror, -1).epoch()).isEqualTo(6);
      end(mirror);
      Lineage twice = lineage.with(new Rewind(2, 6, 0, Collections.nCopies(4, next)));
      try (MirrorSite other = site("w2", 3, 2)) {
        restore(other, twice, 6, next);
        assertThat(other.entries()).isEqualTo(all);
      }
    }
  }

  private long mirrored(int entries) {
    try (MirrorSite site = site("w1", 1, 0)) {
      PartitionMirror mirror = mirror(site);
      site.append(entries);
      long cut = site.enter(1);
      settle(mirror, -1);
      end(mirror);
      return cut;
    }
  }

  @Test
  void shouldPassOverATornTail() throws IOException {
    long cut = mirrored(20);
    Path segment = only(".journal");
    Files.write(segment, new byte[] {1, 2, 3}, java.nio.file.StandardOpenOption.APPEND);
    assertThat(restored("w2", 1, cut)).hasSize(21);
  }

  @Test
  void shouldNameTheByteThatIsDamagedAndLeaveTheJournalToBeRestoredAgain() throws IOException {
    long cut = mirrored(20);
    Path segment = only(".journal");
    flip(segment, 2000);
    assertThatThrownBy(() -> restored("w2", 1, cut))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("mirror corrupt: file=")
        .hasMessageContaining("byte=")
        .hasMessageContaining("checksum differs");
    flip(segment, 2000);
    assertThat(restored("w2", 1, cut)).hasSize(21);
    try (RandomAccessFile bytes = new RandomAccessFile(segment.toFile(), "rw")) {
      bytes.setLength(bytes.length() - 1);
    }
    assertThatThrownBy(() -> restored("w3", 1, cut)).hasMessageContaining("entries missing");
  }

  @Test
  void shouldRefuseADamagedManifest() throws IOException {
    long cut = mirrored(20);
    flip(only(".manifest"), 50);
    assertThatThrownBy(() -> restored("w2", 1, cut))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("manifest is damaged: file=");
  }

  private static void flip(Path file, long at) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(at);
      int was = bytes.read();
      bytes.seek(at);
      bytes.write(was ^ 4);
    }
  }

  @Test
  void shouldTryAnEarlierSnapshotIfOneIsDamaged() throws IOException {
    long cut;
    SnapshotId first;
    try (MirrorSite site = site("w1", 1, 0)) {
      PartitionMirror mirror = mirror(site);
      site.append(10);
      site.enter(1);
      first = site.snapshot();
      site.append(10);
      site.enter(2);
      site.snapshot();
      cut = site.enter(3);
      settle(mirror, -1);
      end(mirror);
    }
    flip(only("-0-22.snapshot"), 300);
    Lineage lineage = rewound(1, 3, cut);
    try (MirrorSite other = site("w2", 5, 1)) {
      restore(other, lineage, 3, cut);
      assertThat(other.data.snapshots().list(MirrorSite.PARTITION)).containsExactly(first);
      assertThat(other.journal.endOffset()).isEqualTo(cut);
    }
  }

  @Test
  void shouldNotMakeThePlaceIfItIsNotThere() throws IOException {
    Files.delete(place);
    try (MirrorSite site = site("w1", 1, 0)) {
      PartitionMirror mirror = mirror(site);
      site.append(10);
      assertThat(settle(mirror, -1).failure())
          .contains("directory is not there: dir=" + place + "; mount it, or make it");
      assertThat(place).doesNotExist();
      end(mirror);
    }
  }
}
