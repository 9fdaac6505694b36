package io.millrace.systemtests.simulation;

import io.millrace.runtime.channel.ChannelSettings;
import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.local.SourceGroup;
import io.millrace.runtime.partition.PartitionSettings;
import io.millrace.runtime.plan.SourcePlan;
import io.millrace.runtime.replication.FollowerLink;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything there is in one run: who owns which partition, every copy of every journal, the
 * mirror, the network, and what the coordinator has decided. {@link Schedule} makes it go.
 */
final class World {
  static final int SPLITS = 2;
  private static final long APPLICATION = 4711;
  private static final List<ChannelSettings> SIZES =
      List.of(
          new ChannelSettings(256, 512, 1 << 16),
          new ChannelSettings(512, 1500, 1 << 16),
          new ChannelSettings(2048, 16384, 1 << 16));

  private record News(Endpoint to, int partition) {}

  private final long seed;
  private final Mutant mutant;
  private final Chance chance;
  private final boolean replicated;
  private final ChannelSettings sizes;
  private final int records;
  private final SimulatedClock.Ticker ticker = new SimulatedClock.Ticker();
  private final SimulatedSnapshots snapshots;
  private final Network network;
  private final SimulatedSink sink;
  private final List<Place> places = new ArrayList<>();
  private final List<Owner> zombies = new ArrayList<>();
  private final List<Split> splits = new ArrayList<>();
  private final List<News> news = new ArrayList<>();
  private final Tally tally = new Tally();
  private int sourceTerm;
  private int generation;
  private long epoch;

  World(long seed, Mutant mutant) {
    this.seed = seed;
    this.mutant = mutant;
    this.chance = new Chance(seed);
    this.replicated = mutant.needsReplication() || seed % 2 != 0;
    int partitions = chance.oneIn(2) ? 4 : chance.between(1, 7);
    this.sizes = chance.oneOf(SIZES);
    this.records = chance.between(20, 60);
    this.snapshots = new SimulatedSnapshots(chance, mutant);
    this.network = new Network(chance, mutant, p -> places.get(p).follower());
    this.sink =
        new SimulatedSink(partitions, Workload.PLAN.topic("results").orElseThrow().number());
    for (int p = 0; p < partitions; p++) {
      places.add(new Place(p, new SimulatedClock(ticker)));
    }
    for (int p = 0; p < partitions; p++) {
      follower(p, new JournalCopy(), true);
      place(p, new JournalCopy());
    }
    startSplits();
  }

  /** Names a follower of a partition, over a copy that it has; if there are followers at all. */
  private void follower(int partition, JournalCopy copy, boolean isInSync) {
    if (replicated) {
      FrameStamp stamp = settings(partition).stamp();
      places.get(partition).follower(new Follower(stamp, partition, copy, network), isInSync);
    }
  }

  PartitionSettings settings(int partition) {
    return new PartitionSettings(
        APPLICATION,
        partition,
        places.size(),
        places.get(partition).term(),
        generation,
        1,
        sizes,
        5_000_000L,
        1_000_000L,
        2,
        true);
  }

  /** Gives a partition a new owner over a copy of its journal; it may die while it recovers. */
  private void place(int partition, JournalCopy copy) {
    Place place = places.get(partition);
    place.raiseTerm();
    Fuse fuse = new Fuse();
    SimulatedJournal journal = new SimulatedJournal(copy, fuse);
    journal.full(chance.oneIn(15));
    boolean required = place.isInSync() && mutant != Mutant.PROCESS_UNSTABLE;
    Owner owner =
        new Owner(
            settings(partition),
            journal,
            place.follower() != null,
            required,
            fuse,
            snapshots,
            network,
            place.clock(),
            chance);
    owner
        .partition()
        .retentionFloor(() -> Math.min(sink.committedOffset(partition), place.mirror().end()));
    place.owner(owner);
    for (int p = 0; p < places.size(); p++) {
      owner.link(p, places.get(p).owner());
    }
    for (Endpoint other : endpoints()) {
      if (other != owner) {
        news.add(new News(other, partition));
      }
    }
    place.history().look(owner);
    guarded(owner, owner::recover);
  }

  /** Runs a step of an endpoint; if it dies of it, the coordinator replaces it. */
  void guarded(Endpoint endpoint, Runnable step) {
    try {
      step.run();
    } catch (Killed e) {
      Owner dead = (Owner) endpoint;
      if (dead.isZombie()) {
        dead.die();
        zombies.remove(dead);
      } else {
        tally.killed();
        restart(dead);
      }
      return;
    }
    if (endpoint instanceof Owner owner && !owner.isDead()) {
      places.get(owner.number()).history().look(owner);
    }
  }

  /** The owner's process is gone, its copy of the journal is not. */
  void restart(Owner owner) {
    owner.die();
    network.bury(chance.oneIn(2));
    if (chance.oneIn(4)) {
      snapshots.loseNewest(owner.number());
    }
    place(owner.number(), owner.journal().copy());
  }

  /**
   * The owner's host is gone or cut off; the follower's copy is promoted. The new follower has the
   * copy that was lost, if its host is back, or a part of the promoted one.
   */
  void loseHost(Owner owner, boolean goesOn) {
    int partition = owner.number();
    Place place = places.get(partition);
    if (!place.isInSync()) {
      tally.killed();
      restart(owner);
      return;
    }
    tally.hostLost();
    if (goesOn) {
      tally.becameZombie();
      owner.becomeZombie();
      owner.fuse().putOut();
      zombies.add(owner);
    } else {
      owner.die();
    }
    network.bury(chance.oneIn(2));
    JournalCopy promoted = place.follower().copy();
    promoted.release(chance.oneIn(2) ? owner.journal().startOffset() : 0);
    JournalCopy lost = owner.journal().copy();
    follower(
        partition,
        chance.oneIn(2)
            ? lost.prefix(lost.count())
            : promoted.prefix(chance.between(0, promoted.count())),
        false);
    place(partition, promoted);
  }

  /** A follower is gone: its owner relies on it no more, and another one begins. */
  void loseFollower(int partition) {
    Place place = places.get(partition);
    if (place.follower() == null) {
      return;
    }
    tally.followerLost();
    JournalCopy copy = place.follower().copy();
    follower(partition, copy.prefix(chance.oneIn(2) ? copy.count() : 0), false);
    network.bury(true);
    Owner owner = place.owner();
    owner.replicated().free();
    owner.follow();
  }

  /**
   * The coordinator looks whether a follower has caught up: first the owner waits for it, then it
   * has all that was ever stable, then it is written down that it may be promoted.
   */
  void admit(int partition) {
    Place place = places.get(partition);
    Owner owner = place.owner();
    if (place.follower() == null || place.isInSync()) {
      return;
    }
    if (owner.link().phase() == FollowerLink.Phase.BEHIND) {
      JournalCopy whole = owner.journal().copy();
      int stable = whole.indexOf(owner.replicated().stableOffset());
      follower(partition, whole.prefix(chance.between(0, stable)), false);
      owner.follow();
    } else if (mutant == Mutant.PROCESS_UNSTABLE) {
      place.inSync();
    } else if (owner.link().isCaughtUp() && !owner.replicated().isRequired()) {
      owner.replicated().require(owner.link()::ackedOffset);
    } else if (owner.replicated().isCovered()) {
      place.inSync();
    }
  }

  /** Lets a follower take up to {@code limit} entries more from an owner, and the owner hear it. */
  void copy(Owner owner, int limit) {
    Follower follower = places.get(owner.number()).follower();
    if (follower == null) {
      return;
    }
    int end = follower.copy().count() + limit;
    for (int round = 0; round < 8 && !owner.isDead(); round++) {
      guarded(owner, () -> owner.copy(Math.max(0, end - follower.copy().count())));
      network.drain(owner, follower);
      follower.work();
      guarded(owner, () -> network.drain(follower, owner));
    }
  }

  /** Some journal is lost with all its copies: back to an epoch mirrored everywhere, if any. */
  void rewind() {
    List<Long> mirrored = new ArrayList<>();
    for (long candidate = epoch; candidate > 0 && mirrored.size() < 4; candidate--) {
      if (isMirrored(candidate)) {
        mirrored.add(candidate);
      }
    }
    if (!mirrored.isEmpty()) {
      rewindTo(mirrored.get(chance.oneIn(2) ? 0 : chance.below(mirrored.size())));
    }
  }

  private boolean isMirrored(long candidate) {
    return places.stream().allMatch(place -> Place.cut(place.mirror(), candidate) >= 0);
  }

  /** Back to this epoch; false if some mirrored journal does not have it. */
  boolean rewindTo(long target) {
    if (!isMirrored(target)) {
      return false;
    }
    tally.rewound();
    generation++;
    endAll();
    List<byte[]> strays = network.clear();
    snapshots.rewind(target);
    for (int p = 0; p < places.size(); p++) {
      Place place = places.get(p);
      int count = Place.cut(place.mirror(), target);
      place.mirror(place.mirror().prefix(count));
      place.history().rewind(count);
      sink.rewind(p, generation, place.mirror().end());
      follower(p, place.mirror().prefix(count), true);
      place(p, place.mirror().prefix(count));
    }
    epoch++;
    startSplits();
    List<Owner> owners = owners();
    for (int i = 0; i < Math.min(4, strays.size()); i++) {
      network.stray(strays.get(chance.below(strays.size())).clone(), owners);
    }
    return true;
  }

  private void endAll() {
    owners().forEach(Endpoint::die);
    zombies.forEach(Endpoint::die);
    splits.forEach(Endpoint::die);
    zombies.clear();
    news.clear();
  }

  /** The worker that reads the source is gone; another one asks the partitions and goes on. */
  void restartSplits() {
    tally.splitsRestarted();
    splits.forEach(Endpoint::die);
    network.bury(chance.oneIn(2));
    startSplits();
  }

  private void startSplits() {
    splits.clear();
    sourceTerm++;
    SourcePlan plan = Workload.PLAN.sources().get(0);
    SourceGroup group = new SourceGroup(plan);
    for (int s = 0; s < SPLITS; s++) {
      group.expect();
    }
    for (int s = 0; s < SPLITS; s++) {
      String name = splitName(s);
      FrameStamp stamp = new FrameStamp(APPLICATION, splitOrigin(s), sourceTerm, generation, 1);
      Split split =
          new Split(group, name, stamp, places.size(), sizes, network, places.get(0).clock());
      for (int p = 0; p < places.size(); p++) {
        split.link(p, places.get(p).owner());
      }
      network.register(split);
      splits.add(split);
    }
  }

  String splitName(int split) {
    return ActionSource.split(split, records, seed);
  }

  long splitOrigin(int split) {
    return Origin.ofSplit(Workload.PLAN.sources().get(0).name(), splitName(split));
  }

  /** Somebody releases a quarantined key. */
  void release(Owner owner) {
    int moody = Workload.PLAN.function("moody").orElseThrow().number();
    byte[] key = Workload.key(chance.below(Workload.KEYS));
    guarded(owner, () -> owner.partition().release(moody, key));
  }

  /** Somebody hears who owns a partition now; that is a new connection. */
  void spreadNews(int at) {
    News item = news.remove(at);
    if (!item.to().isDead()) {
      item.to().link(item.partition(), places.get(item.partition()).owner());
      item.to().disconnected(item.partition());
    }
  }

  int newsCount() {
    return news.size();
  }

  /** A connection is lost, with all that is on it; both ends notice. */
  void disconnect(Endpoint from, int partition) {
    tally.connectionLost();
    if (from instanceof Owner owner && owner.link() != null && chance.oneIn(3)) {
      network.drop(owner, places.get(owner.number()).follower());
      owner.link().disconnected();
      return;
    }
    Owner to = from.link(partition);
    if (to == null) {
      return;
    }
    network.drop(from, to);
    from.disconnected(partition);
    if (from instanceof Owner owner && to.link(owner.number()) == owner) {
      to.disconnected(owner.number());
    }
  }

  /** Owners and splits that are alive and no zombies. */
  List<Endpoint> endpoints() {
    List<Endpoint> all = new ArrayList<>();
    for (Place place : places) {
      if (place.owner() != null) {
        all.add(place.owner());
      }
    }
    all.addAll(splits);
    return all;
  }

  List<Owner> owners() {
    return places.stream().map(Place::owner).toList();
  }

  List<Owner> zombies() {
    return zombies;
  }

  List<Split> splits() {
    return splits;
  }

  List<Place> places() {
    return places;
  }

  Chance chance() {
    return chance;
  }

  Network network() {
    return network;
  }

  SimulatedSnapshots snapshots() {
    return snapshots;
  }

  SimulatedSink sink() {
    return sink;
  }

  SimulatedClock.Ticker ticker() {
    return ticker;
  }

  Tally tally() {
    return tally;
  }

  Mutant mutant() {
    return mutant;
  }

  boolean isReplicated() {
    return replicated;
  }

  int generation() {
    return generation;
  }

  /** The coordinator raises the epoch. */
  void raiseEpoch() {
    epoch++;
  }

  /** The epoch of the coordinator. */
  long epoch() {
    return epoch;
  }
}
