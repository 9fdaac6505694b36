package io.millrace.runtime.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.millrace.runtime.frame.Bits;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.replication.Site.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random schedules: lost and late frames, cuts, deaths, and owner and follower swapped again. */
class ReplicaScheduleTest {
  private static final int SEEDS = 300;
  private static final int STEPS = 4_000;
  private static final int MUTANT_SEEDS = 60;

  /** A rule removed, by what frames say; the schedules must notice each. */
  private enum Mutant {
    /** A follower that cannot fold counts as one that can. */
    FOLLOWER_WITHOUT_START_IS_COVERED {
      @Override
      void change(byte[] frame, FrameType type) {
        if (type == FrameType.COPY_FROM || type == FrameType.COPIED) {
          int at = FrameHeader.LENGTH + Integer.BYTES;
          Bits.putLong(frame, at, FollowerJournal.NO_SNAPSHOT);
        }
      }
    },

    /** A follower deletes what only its own snapshots are past. */
    FOLLOWER_DELETES_ALONE {
      @Override
      void change(byte[] frame, FrameType type) {
        if (type == FrameType.PROGRESS) {
          FrameHeader.offset(frame, 0, Long.MAX_VALUE);
        }
      }
    },

    /** A follower acks what it has not got yet. */
    FOLLOWER_ACKS_EARLY {
      @Override
      void change(byte[] frame, FrameType type) {
        if (type == FrameType.COPIED) {
          FrameHeader.firstSequence(frame, 0, FrameHeader.firstSequence(frame, 0) + 10);
        }
      }
    };

    abstract void change(byte[] frame, FrameType type);
  }

  @Test
  void shouldLoseDoubleAndReorderNothingWhateverHappens() {
    int promotions = 0;
    int compared = 0;
    int startsOver = 0;
    int snapshots = 0;
    long epochs = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        ReplicaWorld world = new ReplicaWorld(seed);
        if (seed % 3 == 0) {
          world.mirror();
        }
        new Schedule(world).run();
        promotions += world.promotions();
        compared += world.compared();
        for (Site site : world.sites) {
          startsOver += site.startsOver();
          snapshots += site.snapshotsTaken();
          epochs += site.comparedEpochs();
        }
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed=" + seed + ": " + e.getMessage(), e);
      }
    }
    assertThat(promotions).as("the schedules promote").isGreaterThan(SEEDS * 2);
    assertThat(compared).as("the schedules compare").isGreaterThan(SEEDS * 50);
    assertThat(startsOver).as("copies are thrown away").isGreaterThan(SEEDS / 2);
    assertThat(epochs).as("followers compare epochs").isGreaterThan(SEEDS);
    assertThat(snapshots).as("snapshots are sent").isGreaterThan(SEEDS / 2);
  }

  @ParameterizedTest
  @EnumSource
  void shouldNoticeThatARuleIsMissing(Mutant mutant) {
    for (long seed = 0; seed < MUTANT_SEEDS; seed++) {
      ReplicaWorld world = new ReplicaWorld(seed);
      world.wires.mutant(
          frame -> {
            mutant.change(frame, FrameHeader.type(frame, 0));
            FrameHeader.seal(frame, 0);
          });
      try {
        new Schedule(world).run();
      } catch (RuntimeException | AssertionError e) {
        return;
      }
    }
    fail("nobody noticed in " + MUTANT_SEEDS + " schedules");
  }

  /** One schedule. */
  private static final class Schedule {
    private final ReplicaWorld world;
    private final boolean deletes;
    private final int sinkPace;
    private long epoch;

    Schedule(ReplicaWorld world) {
      this.world = world;
      deletes = any(2) == 0;
      sinkPace = any(3) == 0 ? 15 : 200;
      if (deletes) {
        world.delete();
      }
    }

    private boolean chance(int perTenThousand) {
      return world.random.nextInt(10_000) < perTenThousand;
    }

    private int any(int bound) {
      return world.random.nextInt(bound);
    }

    void run() {
      world.wires.lose(any(3) == 0 ? 0 : any(20));
      world.decide(0, 1, false);
      for (int step = 0; step < STEPS; step++) {
        world.pass(any(200_000));
        if (chance(100)) {
          world.pass(1_100_000_000L);
        }
        step();
        world.check();
      }
      heal();
    }

    private void step() {
      if (chance(5_500)) {
        world.wires.deliverOne();
      } else {
        world.work(any(6));
      }
      if (chance(2_000)) {
        world.feeds[any(2)].readOne();
      }
      if (chance(800)) {
        world.tell(any(6), any(3) == 0);
      }
      if (chance(500)) {
        world.sites[any(3)].reopenIfAsked();
      }
      if (chance(500)) {
        world.takeReport();
      }
      if (chance(60)) {
        world.wires.cut(any(3), 3 + any(3));
      }
      if (chance(30)) {
        int one = any(3);
        world.wires.cut(one, (one + 1) % 3);
      }
      if (chance(deletes ? 400 : 100)) {
        snapshotOrEpoch();
      }
      if (chance(sinkPace)) {
        world.sinkGoesOn();
      }
      decide();
      deathsAndLives();
    }

    private void snapshotOrEpoch() {
      Site site = world.sites[any(3)];
      if (site.replica() == null) {
        return;
      }
      if (any(2) == 0) {
        site.replica().partition().snapshot();
      } else if (any(2) == 0) {
        site.replica().partition().epoch(++epoch);
      } else {
        world.receiver.epoch(++epoch);
      }
    }

    private void decide() {
      Table truth = world.truth();
      if (truth.inSync() && chance(100)) {
        world.promote(any(2) == 0);
      } else if (truth.follower() == Site.NOBODY && chance(400)) {
        world.decide(truth.owner(), (truth.owner() + 1 + any(2)) % 3, false);
      } else if (truth.follower() != Site.NOBODY && chance(15)) {
        boolean other = any(2) == 0 && !truth.inSync();
        int third = 3 - truth.owner() - truth.follower();
        world.decide(truth.owner(), other ? third : Site.NOBODY, false);
      }
    }

    private void deathsAndLives() {
      int site = any(3);
      if (chance(25) && !world.sites[site].isDown()) {
        world.crash(site);
        if (world.truth().owner() == site && world.truth().inSync() && any(3) > 0) {
          world.promote(false);
        }
      } else if (chance(200) && world.sites[site].isDown()) {
        if (world.truth().owner() != site && world.truth().follower() != site && any(3) == 0) {
          world.sites[site].loseDisk();
        }
        world.start(site);
      }
    }

    private void heal() {
      world.wires.lose(0);
      for (int site = 0; site < 3; site++) {
        if (world.sites[site].isDown()) {
          world.start(site);
        }
      }
      if (world.truth().follower() == Site.NOBODY) {
        world.decide(world.truth().owner(), (world.truth().owner() + 1) % 3, false);
      }
      for (int i = 0; i < 100 && !isWell(); i++) {
        world.tellAll();
        world.run(50);
        world.takeReport();
      }
      assertThat(world.receiver.received()).as("records out").isEqualTo(world.expected());
      assertThat(isWell())
          .as("follower in sync and as far as its owner: %s", world.describe())
          .isTrue();
      world.check();
      world.assertReplayGivesTheSame();
    }

    private boolean isWell() {
      return world.receiver.received() == world.expected()
          && world.truth().inSync()
          && world.follower().replica().partition().foldedOffset()
              == world.owner().disk.endOffset();
    }
  }
}
