package io.millrace.systemtests.simulation;

import java.util.stream.Collectors;

/**
 * One run: an application of real partitions under faults drawn from a seed, then without faults
 * until all is quiet, then everything is checked. The same seed gives the same run.
 */
public final class Simulation {
  private static final int MOST_ROUNDS = 3_000;
  private static final int QUIET_ROUNDS = 8;

  private final long seed;
  private final World world;
  private final Schedule schedule;

  private Simulation(long seed, Mutant mutant) {
    this.seed = seed;
    this.world = new World(seed, mutant);
    this.schedule = new Schedule(world);
  }

  /**
   * Runs one seed.
   *
   * @throws SimulationFailure if something was lost, doubled, reordered or did not come to rest
   */
  public static Tally run(long seed, Mutant mutant) {
    Simulation run = new Simulation(seed, mutant);
    try {
      return run.run();
    } catch (RuntimeException | AssertionError e) {
      throw new SimulationFailure(seed, mutant, e, run.describe());
    } finally {
      Mishaps.drawFrom(null);
    }
  }

  private Tally run() {
    Mishaps.drawFrom(new Chance(~seed));
    int steps = world.chance().between(1_000, 3_000);
    for (int i = 0; i < steps; i++) {
      schedule.step();
    }
    comeToRest();
    Mishaps.drawFrom(null);
    new RestCheck(world).run();
    return tally();
  }

  private void comeToRest() {
    world.network().heal();
    world.zombies().forEach(Endpoint::die);
    world.zombies().clear();
    world.network().bury(true);
    int quiet = 0;
    for (int round = 0; quiet < QUIET_ROUNDS; round++) {
      if (round == MOST_ROUNDS) {
        throw new AssertionError("did not come to rest: something was lost");
      }
      long before = entries();
      schedule.round();
      quiet = isQuiet() && entries() == before ? quiet + 1 : 0;
    }
    for (Owner owner : world.owners()) {
      world.sink().read(owner, Integer.MAX_VALUE);
    }
    world.sink().commit(world.generation());
  }

  private boolean isQuiet() {
    return world.network().isEmpty()
        && world.splits().stream().allMatch(split -> split.agent().isDone())
        && world.owners().stream()
            .allMatch(
                owner ->
                    owner.partition().isQuiet()
                        && owner.calls().isIdle()
                        && owner.replicated().stableOffset() == owner.journal().endOffset());
  }

  private long entries() {
    return world.owners().stream().mapToLong(owner -> owner.journal().copy().count()).sum();
  }

  private Tally tally() {
    Tally tally = world.tally();
    long records = world.owners().stream().mapToLong(owner -> owner.journal().endOffset()).sum();
    long results = 0;
    for (int p = 0; p < world.places().size(); p++) {
      results += world.sink().written(p).size();
    }
    tally.ended(entries(), records, results);
    tally.doubled(world.network().doubled());
    tally.snapshotsTaken(world.snapshots().committed());
    return tally;
  }

  private String describe() {
    return world.owners().stream()
            .map(owner -> "  " + owner.partition().status())
            .collect(Collectors.joining("\n"))
        + "\n  splits: "
        + world.splits().stream().map(split -> split.agent().phase().toString()).toList()
        + ", replicated="
        + world.isReplicated()
        + ", generation="
        + world.generation();
  }
}
