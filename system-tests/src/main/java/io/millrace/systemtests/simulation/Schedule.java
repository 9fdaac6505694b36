package io.millrace.systemtests.simulation;

import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.snapshot.SnapshotId;
import java.util.List;

/** What happens next: one step of somebody, or a fault. All of it is drawn from the seed. */
final class Schedule {
  private static final int RARELY = 10;

  private final World world;
  private final Chance chance;
  private final Step[] steps;
  private final int killEvery;
  private final int rewindEvery;

  /** Something that one step does, and how often compared with the others. */
  private record Step(int weight, Runnable action) {}

  Schedule(World world) {
    this.world = world;
    this.chance = world.chance();
    this.killEvery = chance.between(40, 400);
    this.rewindEvery = chance.between(150, 1500);
    this.steps =
        new Step[] {
          new Step(25, () -> work(chance.oneOf(world.owners()))),
          new Step(chance.between(10, 35), this::deliver),
          new Step(chance.between(3, 10), this::readSplit),
          new Step(
              chance.between(1, 10),
              () -> replicate(chance.oneOf(world.owners()), chance.between(1, 4))),
          new Step(4, () -> chance.oneOf(world.owners()).calls().answerOne()),
          new Step(chance.between(2, 16), this::snapshot),
          new Step(
              chance.between(3, 8),
              () -> mirror(chance.oneOf(world.places()), chance.between(1, 8))),
          new Step(chance.between(1, 8), this::epoch),
          new Step(2, this::sink),
          new Step(chance.between(2, 8), this::spreadNews),
          new Step(2, this::fault),
          new Step(chance.between(0, 12), this::spite)
        };
  }

  /** One step. */
  void step() {
    world.ticker().advance(chance.below(600_000));
    int total = 0;
    for (Step step : steps) {
      total += step.weight();
    }
    int at = chance.below(total);
    for (Step step : steps) {
      at -= step.weight();
      if (at < 0) {
        step.action().run();
        break;
      }
    }
    zombies();
    if (chance.oneIn(killEvery)) {
      lose(chance.oneOf(world.owners()));
    }
    if (chance.oneIn(rewindEvery)) {
      world.rewind();
    }
  }

  private void readSplit() {
    Split split = chance.oneOf(world.splits());
    world.guarded(split, split::work);
  }

  private void work(Owner owner) {
    if (!owner.isSlow() || chance.oneIn(RARELY)) {
      world.guarded(owner, owner::work);
    }
  }

  private void deliver() {
    for (int i = chance.between(1, 6); i > 0; i--) {
      deliverOne();
    }
  }

  private void deliverOne() {
    int at = world.network().anyWaiting();
    if (at < 0) {
      return;
    }
    Endpoint to = world.network().receiverAt(at);
    if (to instanceof Owner owner && owner.isSlow() && !chance.oneIn(RARELY)) {
      return;
    }
    world.guarded(to, () -> world.network().deliver(at));
  }

  private void replicate(Owner owner, int limit) {
    Follower follower = world.places().get(owner.number()).follower();
    if (follower.take(owner.term(), owner.journal().copy(), limit) && chance.oneIn(2)) {
      acked(owner, follower);
    }
  }

  private void acked(Owner owner, Follower follower) {
    owner.journal().followerAcked(follower.copy().end());
    world.places().get(owner.number()).history().look(owner);
  }

  private void snapshot() {
    if (chance.oneIn(2)) {
      chance.oneOf(world.owners()).partition().snapshot();
    } else {
      world.snapshots().progress(true);
    }
  }

  /** The mirror takes stable entries only. */
  private void mirror(World.Place place, int limit) {
    SimulatedJournal journal = place.owner().journal();
    JournalCopy copy = journal.copy();
    JournalCopy mirror = place.mirror();
    for (int i = 0; i < limit; i++) {
      int next = mirror.count();
      if (next >= copy.count() || copy.endOf(next) > journal.stableOffset()) {
        return;
      }
      mirror.add(copy.entry(next));
    }
  }

  private void epoch() {
    if (chance.oneIn(5)) {
      world.raiseEpoch();
    }
    Owner owner = chance.oneOf(world.owners());
    world.guarded(owner, () -> owner.partition().epoch(world.epoch()));
  }

  private void sink() {
    int what = chance.below(10);
    if (what < 6) {
      world.sink().read(chance.oneOf(world.owners()), chance.between(1, 20));
    } else if (what < 9) {
      world.sink().commit(world.generation());
    } else {
      world.sink().crash();
    }
  }

  private void spreadNews() {
    for (int i = chance.between(1, 4); i > 0 && world.newsCount() > 0; i--) {
      world.spreadNews(chance.below(world.newsCount()));
    }
  }

  private void fault() {
    Owner owner = chance.oneOf(world.owners());
    switch (chance.below(12)) {
      case 0 -> {
        owner.journal().full(true);
        world.tally().diskFull();
      }
      case 1, 2 -> world.owners().forEach(other -> other.journal().full(false));
      case 3 -> owner.slow(true);
      case 4, 8, 9, 10 -> world.owners().forEach(other -> other.slow(false));
      case 5 ->
          world.disconnect(chance.oneOf(world.endpoints()), chance.below(world.places().size()));
      case 6 -> owner.clock().jump(chance.between(-60, 60));
      case 7 -> {
        if (chance.oneIn(3)) {
          world.ticker().advance(1_500_000_000L);
        } else if (chance.oneIn(4)) {
          world.restartSplits();
        }
      }
      default -> release(owner);
    }
  }

  /**
   * Looks for the worst moments. An owner whose frames were acked by one in a later epoch takes a
   * snapshot before it hears of that epoch, and the application is rewound to it. An owner in an epoch that its follower does not know
   * of yet loses its host right after a snapshot, and its successor takes another one before it
   * hears of that epoch from others.
   */
  private void spite() {
    for (Owner owner : world.owners()) {
      int by = owner.takeFreedBy();
      if (by >= 0) {
        long epoch = world.owners().get(by).partition().knownEpoch();
        if (epoch > owner.partition().knownEpoch()) {
          takeSnapshot(owner);
          rewindTo(epoch);
          return;
        }
      }
    }
    for (Owner owner : world.owners()) {
      long epoch = owner.partition().knownEpoch();
      int known = indexOfEpoch(owner.journal().copy(), epoch);
      if (world.isReplicated()
          && known >= 0
          && owner.freedEpoch() == epoch
          && owner.journal().copy().endOf(known) > owner.journal().stableOffset()) {
        strike(owner, epoch, known);
        return;
      }
    }
  }

  private void strike(Owner owner, long epoch, int known) {
    int p = owner.number();
    SnapshotId before = world.snapshots().newest(p);
    takeSnapshot(owner);
    SnapshotId taken = world.snapshots().newest(p);
    Follower follower = world.places().get(p).follower();
    if (world.owners().get(p) != owner
        || taken == null
        || taken.equals(before)
        || taken.epoch() != epoch
        || follower.copy().count() > known) {
      return;
    }
    replicate(owner, known - follower.copy().count());
    world.loseHost(owner, chance.oneIn(4));
    work(world.owners().get(p));
    release(world.owners().get(p));
    Owner next = world.owners().get(p);
    replicate(next, 1_000);
    acked(next, world.places().get(p).follower());
    takeSnapshot(next);
    rewindTo(epoch);
  }

  /** Lets everybody enter an epoch and the mirror have it, if that is still possible. */
  private void rewindTo(long epoch) {
    for (int p = 0; p < world.places().size(); p++) {
      Owner owner = world.owners().get(p);
      world.guarded(owner, () -> owner.partition().epoch(epoch));
      Owner next = world.owners().get(p);
      replicate(next, 1_000);
      acked(next, world.places().get(p).follower());
      mirror(world.places().get(p), 1_000);
    }
    world.rewindTo(epoch);
  }

  private void takeSnapshot(Owner owner) {
    work(owner);
    work(owner);
    owner.partition().snapshot();
    for (int i = 0; i < 8; i++) {
      work(owner);
      world.snapshots().progress(false);
    }
  }

  private static int indexOfEpoch(JournalCopy copy, long epoch) {
    for (int i = copy.count() - 1; i >= 0; i--) {
      if (FrameHeader.type(copy.entry(i), 0) == FrameType.EPOCH
          && FrameHeader.epoch(copy.entry(i), 0) == epoch) {
        return i;
      }
    }
    return -1;
  }

  private void release(Owner owner) {
    int moody = Workload.PLAN.function("moody").orElseThrow().number();
    byte[] key = Workload.key(chance.below(Workload.KEYS));
    world.guarded(owner, () -> owner.partition().release(moody, key));
  }

  private void lose(Owner owner) {
    if (world.isReplicated() && chance.oneIn(2)) {
      world.loseHost(owner, chance.oneIn(2));
    } else if (chance.oneIn(2)) {
      owner.fuse().light(chance.below(30));
    } else {
      world.tally().killed();
      world.restart(owner);
    }
  }

  /** They work, send, are heard, and ask their follower, which refuses them. */
  private void zombies() {
    for (Owner zombie : List.copyOf(world.zombies())) {
      if (chance.oneIn(4)) {
        world.guarded(zombie, zombie::work);
        Follower follower = world.places().get(zombie.number()).follower();
        if (follower.take(zombie.term(), zombie.journal().copy(), 8)) {
          acked(zombie, follower);
        }
      }
    }
    if (!world.zombies().isEmpty() && chance.oneIn(120)) {
      world.zombies().remove(0).die();
    }
  }

  /** No more faults: everybody who is there does all there is to do. */
  void round() {
    world.ticker().advance(10_000_000L);
    while (world.newsCount() > 0) {
      world.spreadNews(0);
    }
    for (Owner owner : world.owners()) {
      owner.journal().full(false);
      owner.slow(false);
      owner.fuse().putOut();
      world.guarded(owner, owner::work);
      while (!owner.calls().isIdle() && chance.oneIn(2)) {
        owner.calls().answerOne();
        world.guarded(owner, owner::work);
      }
      replicate(owner, 1000);
    }
    for (Split split : world.splits()) {
      split.work();
    }
    for (int at = world.network().anyWaiting(); at >= 0; at = world.network().anyWaiting()) {
      int from = at;
      world.guarded(world.network().receiverAt(at), () -> world.network().deliver(from));
    }
    world.snapshots().progress(false);
  }
}
