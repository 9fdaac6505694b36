package io.millrace.systemtests.simulation;

import static io.millrace.systemtests.simulation.Workload.HASH;
import static io.millrace.systemtests.simulation.Workload.mix;
import static io.millrace.systemtests.simulation.Workload.pick;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Topic;
import io.millrace.functions.stream.Combiner;
import io.millrace.functions.stream.Derivation;
import io.millrace.functions.stream.Step;
import io.millrace.systemtests.simulation.Workload.Action;
import io.millrace.systemtests.simulation.Workload.Hop;
import io.millrace.systemtests.simulation.Workload.Result;
import java.util.List;

/**
 * What splits make of their records before they send them: several of one, for different partitions
 * and for the same, and one of several.
 */
final class DerivedFunctions {
  /** Actions of so long are added up, if they are read together. */
  static final long GROUP_MS = 50;

  record Pair(int key, int split, int index, int part) {}

  record Tally(long count, long sum) {}

  static final Topic<Pair> PAIRS = Topic.of("pairs", Pair.class).keyedBy(Pair::key);
  static final Topic<Tally> TALLIES = Topic.of("tallies", Tally.class);

  /** What functions emit, added up: also what calls emit that fail or come again. */
  static final Topic<Tally> HOP_TALLIES = Topic.of("hop-tallies", Tally.class);

  private DerivedFunctions() {}

  static void declare(ApplicationBuilder app) {
    app.stream(Workload.ACTIONS).flatMap(DerivedFunctions::pairs).to(PAIRS);
    app.function(
            "pairs",
            PAIRS,
            () ->
                (record, context) -> {
                  Pair pair = record.value();
                  long hash = mix(context.getOr(HASH, 9L), pair.split() * 1000L + pair.index());
                  context.put(HASH, mix(hash, pair.part()));
                  if (pair.index() % 8 == 0) {
                    context.emit(Workload.RESULTS, new Result(pair.key(), hash, "pairs"));
                  }
                })
        .state(HASH)
        .emits(Workload.RESULTS);
    app.derive(
        Derivation.combined(
            Workload.ACTIONS,
            TALLIES,
            Step.<Action>identity(),
            DerivedFunctions::groupOf,
            new TallyCombiner(),
            "combine"));
    app.function(
            "tallies",
            TALLIES,
            () ->
                (record, context) -> {
                  long hash = mix(context.getOr(HASH, 10L), record.value().count());
                  context.put(HASH, mix(hash, record.value().sum()));
                })
        .state(HASH);
    app.derive(
        Derivation.combined(
            Workload.HOPS,
            HOP_TALLIES,
            Step.<Hop>identity(),
            hop -> hop.key() % Workload.GROUPS,
            new HopCombiner(),
            "combine"));
    app.function(
            "hop-tallies",
            HOP_TALLIES,
            () ->
                (record, context) -> {
                  Tally tally = record.value();
                  long hash = mix(context.getOr(HASH, 11L), tally.count());
                  context.put(HASH, mix(hash, tally.sum()));
                  if (tally.count() > 1) {
                    int key = pick(tally.sum(), 3, Workload.KEYS);
                    context.emit(Workload.RESULTS, new Result(key, hash, "hop-tallies"));
                  }
                })
        .state(HASH)
        .emits(Workload.RESULTS);
  }

  static int groupOf(Action action) {
    return action.key() % Workload.GROUPS;
  }

  static List<Pair> pairs(Action action) {
    int key = (action.key() + 1) % Workload.KEYS;
    int other = (action.key() * 7 + action.index()) % Workload.KEYS;
    return List.of(
        new Pair(key, action.split(), action.index(), 0),
        new Pair(other, action.split(), action.index(), 1),
        new Pair(key, action.split(), action.index(), 2));
  }

  private static final class HopCombiner implements Combiner<Hop, Tally> {
    @Override
    public long group(Hop value, long eventTimeMs) {
      return eventTimeMs / GROUP_MS;
    }

    @Override
    public Tally first(Hop value, long eventTimeMs) {
      return new Tally(1, value.hash());
    }

    @Override
    public Tally add(Tally partial, Hop value, long eventTimeMs) {
      return new Tally(partial.count() + 1, mix(partial.sum(), value.hash()));
    }
  }

  private static final class TallyCombiner implements Combiner<Action, Tally> {
    @Override
    public long group(Action value, long eventTimeMs) {
      return eventTimeMs / GROUP_MS;
    }

    @Override
    public Tally first(Action value, long eventTimeMs) {
      return new Tally(1, value.index());
    }

    @Override
    public Tally add(Tally partial, Action value, long eventTimeMs) {
      return new Tally(partial.count() + 1, partial.sum() + value.index());
    }
  }
}
