package io.millrace.systemtests.simulation;

import io.millrace.runtime.snapshot.SnapshotId;

/**
 * Looks for the worst moments. An owner whose frames were acked by one in a later epoch takes a
 * snapshot before it hears of that epoch, and the application is rewound to it. An owner in an
 * epoch that its follower does not know of yet loses its host right after a snapshot, and its
 * successor takes another one before it hears of that epoch from others.
 */
final class Spite {
  private final World world;
  private final Chance chance;

  Spite(World world) {
    this.world = world;
    this.chance = world.chance();
  }

  /** Strikes if this is such a moment. */
  void step() {
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
    if (chance.oneIn(20)) {
      Owner owner = chance.oneOf(world.owners());
      if (owner.partition().knownEpoch() == world.epoch()) {
        // what it acks from now on, it knows from a snapshot only
        takeSnapshot(owner);
        world.restart(world.owners().get(owner.number()));
        return;
      }
    }
    for (Owner owner : world.owners()) {
      long epoch = owner.partition().knownEpoch();
      int known = Place.indexOfEpoch(owner.journal().copy(), epoch);
      if (world.isReplicated()
          && known >= 0
          && owner.freedEpoch() == epoch
          && owner.journal().copy().endOf(known) > owner.replicated().stableOffset()) {
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
    Place place = world.places().get(p);
    if (!place.isInSync()) {
      return;
    }
    JournalCopy followed = place.follower().copy();
    if (world.owners().get(p) != owner
        || taken == null
        || taken.equals(before)
        || taken.epoch() != epoch
        || followed.count() > known) {
      return;
    }
    world.copy(owner, known - followed.count());
    world.loseHost(owner, chance.oneIn(4));
    work(world.owners().get(p));
    world.release(world.owners().get(p));
    Owner next = world.owners().get(p);
    world.copy(next, 1_000);
    takeSnapshot(next);
    rewindTo(epoch);
  }

  /** Lets everybody enter an epoch and the mirror have it, if that is still possible. */
  private void rewindTo(long epoch) {
    for (int p = 0; p < world.places().size(); p++) {
      Owner owner = world.owners().get(p);
      world.guarded(owner, () -> owner.partition().epoch(epoch));
      Owner next = world.owners().get(p);
      Place place = world.places().get(p);
      world.copy(next, 1_000);
      place.mirrorMore(1_000);
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

  private void work(Owner owner) {
    world.guarded(owner, owner::work);
  }
}
