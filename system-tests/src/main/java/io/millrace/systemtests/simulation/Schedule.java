package io.millrace.systemtests.simulation;

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
              () -> chance.oneOf(world.places()).mirrorMore(chance.between(1, 8))),
          new Step(chance.between(1, 8), this::epoch),
          new Step(2, this::sink),
          new Step(chance.between(2, 8), this::spreadNews),
          new Step(2, this::fault),
          new Step(chance.between(0, 12), new Spite(world)::step)
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
    Place place = world.places().get(owner.number());
    if (place.follower() == null) {
      return;
    }
    world.guarded(owner, () -> owner.copy(limit));
    if (chance.oneIn(2)) {
      place.follower().work();
    }
    if (chance.oneIn(3)) {
      world.admit(owner.number());
    }
  }

  private void replicateAll(Place place) {
    if (place.follower() != null) {
      world.copy(place.owner(), 1_000);
      world.admit(place.owner().number());
    }
  }

  private void snapshot() {
    if (chance.oneIn(2)) {
      chance.oneOf(world.owners()).partition().snapshot();
    } else {
      world.snapshots().progress(true);
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
    switch (chance.below(13)) {
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
      case 11 -> world.loseFollower(owner.number());
      default -> world.release(owner);
    }
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
        world.guarded(zombie, () -> zombie.copy(8));
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
      replicateAll(world.places().get(owner.number()));
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
