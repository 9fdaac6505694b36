package io.millrace.systemtests.simulation;

import io.millrace.functions.ByteInput;
import io.millrace.functions.Topic;
import io.millrace.runtime.frame.Bits;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.partition.EpochDigests;
import io.millrace.runtime.plan.TopicPlan;
import io.millrace.runtime.state.Hash;
import io.millrace.systemtests.simulation.DerivedFunctions.Pair;
import io.millrace.systemtests.simulation.DerivedFunctions.Tally;
import io.millrace.systemtests.simulation.Workload.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** What must hold when all is quiet. */
final class RestCheck {
  private final World world;
  private final int partitions;
  private final List<Records> journaled = new ArrayList<>();
  private final List<Replay> replays = new ArrayList<>();

  RestCheck(World world) {
    this.world = world;
    this.partitions = world.places().size();
  }

  void run() {
    for (Place place : world.places()) {
      JournalCopy copy = place.owner().journal().copy();
      JournalCopy whole = copy.prefix(copy.count());
      journaled.add(Records.ofJournal(whole));
      replays.add(new Replay(world.settings(place.owner().number()), whole).run());
    }
    checkSources();
    checkTallies();
    checkChannels();
    checkStates();
    checkTimers();
    checkSink();
  }

  /** Every source record, and what is made of it, is in the journal of its partition. */
  private void checkSources() {
    for (int split = 0; split < World.SPLITS; split++) {
      List<Action> read = ActionSource.items(world.splitName(split));
      checkSplit(split, Workload.ACTIONS, Action::key, read);
      List<Pair> pairs =
          read.stream().flatMap(action -> DerivedFunctions.pairs(action).stream()).toList();
      checkSplit(split, DerivedFunctions.PAIRS, Pair::key, pairs);
    }
  }

  private <T> void checkSplit(int split, Topic<T> topic, ToIntFunction<T> key, List<T> all) {
    for (int p = 0; p < partitions; p++) {
      int partition = p;
      List<T> expected =
          all.stream().filter(value -> partitionOf(key.applyAsInt(value)) == partition).toList();
      List<T> found = values(p, split, topic);
      if (!found.equals(expected)) {
        throw new AssertionError(
            "source records lost, doubled or out of order: split="
                + split
                + ", topic="
                + topic
                + ", partition="
                + p
                + ", journaled="
                + found
                + ", read="
                + expected);
      }
    }
  }

  /** However records were added up on the way, all of them are in the sums, once. */
  private void checkTallies() {
    for (int split = 0; split < World.SPLITS; split++) {
      List<Action> read = ActionSource.items(world.splitName(split));
      for (int p = 0; p < partitions; p++) {
        int partition = p;
        List<Action> expected =
            read.stream()
                .filter(action -> partitionOf(DerivedFunctions.groupOf(action)) == partition)
                .toList();
        List<Tally> found = values(p, split, DerivedFunctions.TALLIES);
        long count = found.stream().mapToLong(Tally::count).sum();
        long sum = found.stream().mapToLong(Tally::sum).sum();
        if (count != expected.size() || sum != expected.stream().mapToLong(Action::index).sum()) {
          throw new AssertionError(
              "source records lost or doubled in sums: split="
                  + split
                  + ", partition="
                  + p
                  + ", journaled="
                  + found
                  + ", read="
                  + expected);
        }
      }
    }
  }

  /** What a partition journaled of a split on a topic. */
  private <T> List<T> values(int partition, int split, Topic<T> topic) {
    TopicPlan plan = Workload.PLAN.topic(topic.name()).orElseThrow();
    List<T> values = new ArrayList<>();
    for (byte[] record : journaled.get(partition).of(world.splitOrigin(split))) {
      if (Bits.unsignedShort(record, 14) == plan.number()) {
        int at = FrameHeader.RECORD_LENGTH + Bits.unsignedShort(record, 12);
        ByteInput in = new ByteInput().wrap(record, at, Bits.getInt(record, 8));
        @SuppressWarnings("unchecked") // the topic says so
        T value = (T) plan.codec().decode(in);
        values.add(value);
      }
    }
    return values;
  }

  private int partitionOf(int key) {
    byte[] bytes = Workload.key(key);
    return Hash.partition(Hash.of(bytes, 0, bytes.length), partitions);
  }

  /** Every channel holds exactly what a fresh replay of its sender's journal emits. */
  private void checkChannels() {
    for (int from = 0; from < partitions; from++) {
      for (int to = 0; to < partitions; to++) {
        List<byte[]> emitted = replays.get(from).emitted().of(to);
        List<byte[]> found = journaled.get(to).of(Origin.ofPartition(from));
        int at = Records.firstDifference(emitted, found);
        if (at >= 0) {
          throw new AssertionError(
              "channel differs from a replay of its sender: from="
                  + from
                  + ", to="
                  + to
                  + ", at="
                  + at
                  + ", emitted="
                  + emitted.size()
                  + ", journaled="
                  + found.size());
        }
      }
    }
  }

  /** Live state equals replayed state. */
  private void checkStates() {
    for (int p = 0; p < partitions; p++) {
      if (world.owners().get(p).partition().digest() != replays.get(p).digest()) {
        throw new AssertionError("live state differs from replayed state: partition=" + p);
      }
      checkEpochs(p);
    }
  }

  /** What followers compare with their owners is the same wherever a fold began. */
  private void checkEpochs(int p) {
    EpochDigests live = world.owners().get(p).partition().digests();
    EpochDigests replayed = replays.get(p).digests();
    for (long epoch = Math.max(0, live.newest() - 100); epoch <= live.newest(); epoch++) {
      if (live.has(epoch) && replayed.has(epoch) && live.of(epoch) != replayed.of(epoch)) {
        throw new AssertionError(
            "live fold differs from replay: partition=" + p + ", epoch=" + epoch);
      }
    }
    if (live.newest() >= 0 && !replayed.has(live.newest())) {
      throw new AssertionError("replay has no digest: partition=" + p + ", epoch=" + live.newest());
    }
  }

  /** Event time has ended everywhere, so every event timer has fired. */
  private void checkTimers() {
    for (int key = 0; key < Workload.KEYS; key++) {
      Owner owner = world.owners().get(partitionOf(key));
      for (String function : List.of("mixer", "echo", "totals")) {
        Object open =
            owner.partition().stateReader().get(function, "open", Workload.key(key)).orElse(null);
        if (open != null) {
          throw new AssertionError(
              "event timers never fired: partition="
                  + owner.number()
                  + ", function="
                  + function
                  + ", key="
                  + key
                  + ", at="
                  + open);
        }
      }
    }
  }

  /** The sink has every result of the final histories once. */
  private void checkSink() {
    for (int p = 0; p < partitions; p++) {
      List<byte[]> written = world.sink().written(p);
      List<byte[]> expected = results(world.owners().get(p).journal().copy());
      int at = Records.firstDifference(expected, written);
      if (at >= 0) {
        throw new AssertionError(
            "sink differs from the journal: partition="
                + p
                + ", at="
                + at
                + ", written="
                + written.size()
                + ", journaled="
                + expected.size());
      }
    }
  }

  private static List<byte[]> results(JournalCopy journal) {
    int topic = Workload.PLAN.topic("results").orElseThrow().number();
    List<byte[]> results = new ArrayList<>();
    for (int i = 0; i < journal.count(); i++) {
      results.addAll(Records.ofTopic(journal.entry(i), topic));
    }
    return results;
  }
}
