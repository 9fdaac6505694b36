package io.millrace.runtime.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runtime.metrics.Counter;
import io.millrace.runtime.partition.Partition;
import io.millrace.runtime.partition.Phase;
import org.junit.jupiter.api.Test;

/** An owner and a follower that folds along, without mishaps but those that are told. */
class PartitionReplicaTest {
  private final ReplicaWorld world = new ReplicaWorld(1);

  private void read(int records) {
    int last = world.feeds[0].read() + records;
    for (int rounds = 0; world.feeds[0].read() < last; rounds++) {
      assertThat(rounds).as("the source gets on").isLessThan(records + 1_000);
      while (world.feeds[0].read() < last && world.feeds[0].readOne()) {
        // until the window is full
      }
      world.run(1);
    }
    world.run(200);
  }

  private void begin() {
    world.decide(0, 1, false);
    world.tellAll();
    world.run(20);
  }

  private void beginInSync() {
    begin();
    assertThat(world.takeReport()).as("covered").isTrue();
    world.tellAll();
    world.run(20);
  }

  private static Partition partitionOf(Site site) {
    return site.replica().partition();
  }

  private void assertAllReceived() {
    assertThat(world.receiver.received()).isEqualTo(world.expected());
  }

  @Test
  void shouldFoldTheSameStateBesideTheOwner() {
    beginInSync();
    read(100);

    assertAllReceived();
    Partition owner = partitionOf(world.owner());
    Partition follower = partitionOf(world.follower());
    assertThat(follower.phase()).isEqualTo(Phase.FOLLOWING);
    assertThat(follower.foldedOffset()).isEqualTo(owner.foldedOffset()).isGreaterThan(130);
    assertThat(follower.digest()).isEqualTo(owner.digest());
  }

  @Test
  void shouldCallNothingStableBeforeTheFollowerHasItOnceItIsRequired() {
    beginInSync();
    read(10);
    Site owner = world.owner();
    long stable = owner.replica().journal().stableOffset();
    int received = world.receiver.received();
    world.crash(1);
    for (int i = 0; i < 10; i++) {
      world.feeds[0].readOne();
    }
    world.run(100);

    assertThat(owner.disk.endOffset()).isGreaterThan(stable);
    assertThat(owner.replica().journal().stableOffset()).isEqualTo(stable);
    assertThat(world.receiver.received()).isEqualTo(received);

    world.start(1);
    world.run(2_500);

    assertAllReceived();
    assertThat(owner.replica().isCovered()).isTrue();
  }

  @Test
  void shouldGoOnAloneOnceItIsToldThatThereIsNoFollower() {
    beginInSync();
    read(10);
    world.crash(1);
    read(10);
    assertThat(world.receiver.received()).isLessThan(world.expected());
    world.decide(0, Site.NOBODY, false);
    world.tellAll();
    world.run(50);

    assertAllReceived();
    assertThat(world.owner().replica().isCovered()).isFalse();
  }

  @Test
  void shouldBecomeTheOwnerAtOnceWithAllThatWasStable() {
    beginInSync();
    read(100);
    Partition follower = partitionOf(world.follower());
    long folded = follower.foldedOffset();
    long replayed = follower.counters().get(Counter.RECORDS_REPLAYED);
    world.crash(0);
    world.promote(false);
    world.tellAll();

    assertThat(partitionOf(world.owner())).isSameAs(follower);
    assertThat(follower.foldedOffset()).isEqualTo(folded);
    follower.work(world.nowNs());
    assertThat(follower.phase()).isEqualTo(Phase.LIVE);
    read(100);
    assertAllReceived();
    assertThat(follower.counters().get(Counter.RECORDS_REPLAYED)).isEqualTo(replayed);
  }

  @Test
  void shouldBecomeTheOwnerWithAFollowerThatMustHaveAll() {
    beginInSync();
    read(20);
    world.crash(0);
    world.decide(2, 1, true); // only a table that was missed could name site 2 in sync by now
    world.decide(1, 2, true);
    for (int n : new int[] {1, 3, 5}) {
      world.tell(n, true);
    }
    long stable = world.owner().replica().journal().stableOffset();
    for (int i = 0; i < 10; i++) {
      world.feeds[0].readOne();
    }
    runUnchecked(50);
    assertThat(world.owner().disk.endOffset()).isGreaterThan(stable);
    assertThat(world.owner().replica().journal().stableOffset()).isEqualTo(stable);

    world.tell(2, true);
    runUnchecked(2_500);

    assertAllReceived();
    assertThat(world.owner().replica().isCovered()).isTrue();
  }

  /** The coordinator of the test lies, so its word is not checked. */
  private void runUnchecked(int rounds) {
    for (int i = 0; i < rounds; i++) {
      world.pass(1_000_000);
      for (int n = 0; n < 6; n++) {
        world.work(n);
      }
      while (world.wires.deliverOne()) {
        // all that there is
      }
    }
  }

  private void readAndEnter(long epoch) {
    read(30);
    partitionOf(world.owner()).epoch(epoch);
    world.run(200);
  }

  @Test
  void shouldCompareWithTheOwnerAtEveryEpoch() {
    beginInSync();
    for (long epoch = 1; epoch <= 10; epoch++) {
      readAndEnter(epoch);
    }
    assertThat(world.follower().replica().comparedEpochs()).isEqualTo(9);
    assertThat(world.follower().replica().divergence()).isEmpty();
  }

  @Test
  void shouldNoticeWhatIsNotDeterministicAndTakeTheOwnersStateInstead() {
    world.erratic();
    beginInSync();
    readAndEnter(1);
    partitionOf(world.owner()).epoch(2);
    partitionOf(world.owner()).snapshot();
    world.run(200);
    assertThat(world.follower().replica().divergence()).as("nothing was folded").isEmpty();

    read(30);
    partitionOf(world.owner()).epoch(3);
    for (int i = 0; world.follower().replica().divergence().isEmpty(); i++) {
      assertThat(i).as("turns until it is noticed").isLessThan(1_000);
      world.pass(1_000_000);
      world.work(0);
      world.work(1);
      world.wires.deliverOne();
    }
    PartitionReplica follower = world.follower().replica();
    Divergence divergence = follower.divergence().orElseThrow();
    assertThat(divergence.epoch()).isEqualTo(3);
    assertThat(divergence.ownersDigest()).isNotEqualTo(divergence.followersDigest());
    assertThat(divergence.toString()).contains("epoch=3", "a function is not deterministic");
    assertThat(follower.waitsForSnapshot()).contains("folded otherwise than its owner");
    for (int i = 0; world.owner().replica().isCovered(); i++) {
      assertThat(i).as("turns until the owner knows").isLessThan(1_000);
      world.work(1);
      world.wires.deliverOne();
    }
    long entries = world.owner().disk.endOffset();

    for (int i = 0; world.follower().snapshotsTaken() == 0; i++) {
      assertThat(i).as("rounds until it has a snapshot").isLessThan(1_000);
      world.run(10);
    }
    world.run(50);
    assertThat(world.follower().disk.endOffset()).isGreaterThanOrEqualTo(entries);
    assertThat(partitionOf(world.follower()).phase()).isEqualTo(Phase.FOLLOWING);
    assertThat(partitionOf(world.follower()).digest())
        .as("state of the owner's snapshot")
        .isEqualTo(partitionOf(world.owner()).digest());
  }

  @Test
  void shouldCutWhatTheFormerOwnerAloneHadWhenItComesBack() {
    beginInSync();
    read(50);
    world.wires.cut(0, 1);
    world.wires.lose(1_000);
    Site former = world.owner();
    world.feeds[0].readOne();
    former.replica().partition().epoch(5);
    world.run(3);
    long alone = former.disk.endOffset();
    world.wires.lose(0);
    assertThat(alone).isGreaterThan(world.follower().disk.endOffset());
    world.promote(true);
    world.tell(1, true);
    world.tell(3, true);
    world.tell(5, true);
    world.feeds[0].readOne();
    world.run(3);
    world.tell(0, true);
    Partition before = partitionOf(former);
    boolean asked = false;
    for (int i = 0; i < 30; i++) {
      runUnchecked(100);
      asked |= former.reopenIfAsked();
    }
    world.check();

    assertThat(asked).as("asked to be opened again").isTrue();
    assertThat(partitionOf(former)).isNotSameAs(before);
    assertThat(former.disk.endOffset()).isEqualTo(world.owner().disk.endOffset());
    assertThat(partitionOf(former).digest()).isEqualTo(partitionOf(world.owner()).digest());
    assertAllReceived();
  }

  @Test
  void shouldKeepTheFollowersWindowsAsSmallAsTheOwners() {
    beginInSync();
    read(2_000);

    assertAllReceived();
    // 2,000 counts are many windows: a follower that hears of no acks stops folding at the first
    assertThat(partitionOf(world.follower()).foldedOffset())
        .isEqualTo(partitionOf(world.owner()).foldedOffset());
    assertThat(partitionOf(world.follower()).ackedNext(CountingApp.REMOTE))
        .isEqualTo(world.receiver.nextOfPartition());
  }

  @Test
  void shouldSayThatOtherCodeFoldsAndNeverBecomeInSync() {
    ReplicaWorld other = new ReplicaWorld(1, new int[] {1, 2, 1});
    other.decide(0, Site.NOBODY, false);
    other.tellAll();
    other.feeds[0].readOne();
    other.run(10);
    other.decide(0, 1, false);
    other.tellAll();
    for (int i = 0; i < 20; i++) {
      other.run(10);
      other.feeds[0].readOne();
    }
    other.run(2_500);

    assertThat(other.owner().replica().isCovered()).isFalse();
    assertThat(other.takeReport()).isFalse();
    assertThat(other.receiver.received()).as("the owner goes on").isEqualTo(other.expected());
    assertThatThrownBy(() -> other.follower().replica().promote(9, false, false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("waits for a snapshot=true");
    assertThat(other.follower().replica().isOwner()).isFalse();
  }

  @Test
  void shouldRefuseOtherCodeFromTheStartOverACopyThatItCannotFold() {
    beginInSync();
    read(20);
    Site copy = world.follower();
    ReplicaWorld other = new ReplicaWorld(1, new int[] {1, 2, 1});
    ReplicaWorld.copyDisk(copy, other.sites[1]);
    ReplicaWorld.copyDisk(world.owner(), other.sites[0]);
    other.decide(0, 1, false);
    other.tellAll();
    other.run(2_500);

    assertThat(other.owner().replica().isCovered()).isFalse();
    assertThat(partitionOf(other.follower()).phase()).isEqualTo(Phase.NEW);
  }

  /** Owner 0 has gone on alone for long, and deleted the beginning of its journal. */
  private void beginLongAgo() {
    world.delete();
    world.decide(0, Site.NOBODY, false);
    world.tellAll();
    for (int i = 0; i < 4; i++) {
      read(100);
      world.sinkGoesOn();
      partitionOf(world.owner()).snapshot();
      world.run(5);
    }
    assertThat(world.owner().disk.startOffset()).isPositive();
  }

  private void follow(int site) {
    world.decide(0, site, false);
    world.tellAll();
  }

  private void becomeInSync() {
    world.run(100);
    assertThat(world.takeReport()).as("covered: %s", world.describe()).isTrue();
    world.tellAll();
    world.run(20);
  }

  @Test
  void shouldGiveAFollowerThatComesLateJournalAndSnapshot() {
    beginLongAgo();
    follow(1);
    becomeInSync();

    Site follower = world.follower();
    assertThat(follower.snapshotsTaken()).isEqualTo(1);
    assertThat(follower.disk.startOffset()).isEqualTo(world.owner().disk.startOffset());
    assertThat(partitionOf(follower).digest()).isEqualTo(partitionOf(world.owner()).digest());
    world.crash(0);
    world.promote(false);
    world.tellAll();
    read(100);
    assertAllReceived();
    assertThat(partitionOf(follower).phase()).isEqualTo(Phase.LIVE);
  }

  @Test
  void shouldThrowAwayACopyThatEndsTooEarly() {
    beginInSync();
    read(20);
    Site copy = world.follower();
    long end = copy.disk.endOffset();
    world.crash(1);
    world.decide(0, Site.NOBODY, false);
    world.tellAll();
    beginLongAgo();
    assertThat(world.owner().disk.startOffset()).isGreaterThan(end);
    world.start(1);
    follow(1);
    becomeInSync();

    assertThat(copy.startsOver()).isEqualTo(1);
    assertThat(copy.disk.startOffset()).isEqualTo(world.owner().disk.startOffset());
    assertThat(partitionOf(copy).digest()).isEqualTo(partitionOf(world.owner()).digest());
  }

  @Test
  void shouldNotBeCoveredByAFollowerThatCannotFold() {
    beginLongAgo();
    follow(1);
    Site follower = world.sites[1];
    boolean hadAll = false;
    while (follower.snapshotsTaken() == 0) {
      assertThat(world.owner().replica().isCovered()).isFalse();
      hadAll |= follower.disk.endOffset() == world.owner().disk.endOffset();
      world.run(1);
      assertThat(world.nowNs()).as("time").isLessThan(60_000_000_000L);
    }
    assertThat(hadAll).as("a copy that was complete before the snapshot came").isTrue();
  }

  @Test
  void shouldGoOnWithASnapshotWhenTheConnectionWasLost() {
    beginLongAgo();
    follow(1);
    for (int i = 0; world.sites[1].snapshotsTaken() == 0; i++) {
      assertThat(i).as("rounds").isLessThan(5_000);
      world.run(1);
      if (i < 20) {
        world.wires.cut(0, 1);
      }
    }
    becomeInSync();
    assertThat(world.sites[1].snapshotsTaken()).isEqualTo(1);
  }

  @Test
  void shouldBeginASnapshotAnewWhenTheFollowerWasRestarted() {
    beginLongAgo();
    follow(1);
    for (int i = 0; i < 20; i++) {
      world.run(1);
      if (i % 3 == 2) {
        world.crash(1);
        world.start(1);
      }
    }
    world.run(2_500);
    becomeInSync();
    assertThat(world.sites[1].snapshotsTaken()).isEqualTo(1);
  }

  @Test
  void shouldBeginASnapshotAnewWhenTheOwnerWasRestarted() {
    beginLongAgo();
    follow(1);
    for (int i = 0; i < 20; i++) {
      world.run(1);
      if (i % 5 == 4) {
        world.crash(0);
        world.start(0);
        world.tellAll();
      }
    }
    world.run(2_500);
    becomeInSync();
    read(10);
    assertAllReceived();
  }

  @Test
  void shouldThrowNothingAwayThatMayBePromoted() {
    beginInSync();
    read(20);
    Site copy = world.follower();
    long end = copy.disk.endOffset();
    world.crash(1);
    Site owner = world.owner();
    world.decide(0, Site.NOBODY, false);
    world.tellAll();
    beginLongAgo();
    world.crash(0);
    world.start(1);
    // the coordinator of the test lies: what was gone on without is called in sync
    world.decide(0, 1, true);
    world.start(0);
    world.tell(1, true);
    runUnchecked(2_500);

    assertThat(owner.replica().isFollowerBehind()).isTrue();
    assertThat(copy.reopenIfAsked()).isFalse();
    assertThat(copy.disk.endOffset()).isEqualTo(end);
  }

  @Test
  void shouldDeleteWhatTheOwnerDeletes() {
    world.delete();
    beginInSync();
    for (int i = 0; i < 6; i++) {
      read(50);
      world.sinkGoesOn();
      partitionOf(world.owner()).snapshot();
      partitionOf(world.follower()).snapshot();
      world.run(100);
      assertThat(world.follower().disk.startOffset())
          .isLessThanOrEqualTo(world.owner().disk.startOffset());
    }
    assertThat(world.follower().disk.startOffset()).isPositive();
  }

  @Test
  void shouldNotListenToAnOwnerThatWasReplaced() {
    beginInSync();
    read(20);
    Site zombie = world.owner();
    // site 1 owns, site 2 follows; nobody has told site 0
    world.promote(false);
    world.decide(1, 2, false);
    for (int n = 1; n < 6; n++) {
      while (world.isUntold(n)) {
        world.tell(n, false);
      }
    }
    long stable = zombie.replica().journal().stableOffset();
    zombie.replica().partition().epoch(9);
    read(20);

    assertThat(zombie.replica().journal().stableOffset()).isEqualTo(stable);
    assertThat(zombie.disk.endOffset()).isGreaterThan(stable);
    assertAllReceived();
  }
}
