package io.millrace.testkit;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.functions.StateSpec;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.FunctionPlan;
import io.millrace.runtime.plan.StatePlan;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.runtime.snapshot.SnapshotInput;
import io.millrace.runtime.state.Hash;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a partition's newest snapshot holds: a sum of bytes for each key of each declared state. */
final class StateImage {
  private static final int STATE_CHUNK = 2;

  /** A state of a function. */
  record State(FunctionPlan function, StatePlan plan) {}

  /** The state of one key. */
  record Place(State state, ByteBuffer key) {}

  private final Map<Integer, State> states = new HashMap<>();
  private final Map<Place, Long> sums = new HashMap<>();

  /** Reads the newest snapshot of a partition. */
  StateImage(Run run, int partition) {
    numberStates(run.plan());
    List<SnapshotId> all = run.snapshots().list(partition);
    if (all.isEmpty()) {
      return;
    }
    ByteOutput chunk = new ByteOutput(1 << 16);
    try (SnapshotInput input = run.snapshots().open(all.get(all.size() - 1))) {
      while (input.read(chunk)) {
        ByteInput in = new ByteInput(chunk.toByteArray());
        if (in.readByte() == STATE_CHUNK) {
          read(in);
        }
      }
    }
  }

  private void numberStates(ApplicationPlan plan) {
    for (FunctionPlan function : plan.functions()) {
      function.states().forEach(state -> states.put(state.table(), new State(function, state)));
    }
  }

  private void read(ByteInput in) {
    State state = states.get(in.readInt());
    for (int left = in.readInt(); left > 0; left--) {
      int keyLength = in.readVarInt();
      int valueLength = in.readVarInt();
      byte[] key = in.readBytes(keyLength);
      byte[] value = in.readBytes(valueLength);
      if (state != null) {
        long sum = Hash.of(key, 0, keyLength) * 31 + Hash.of(value, 0, valueLength);
        sums.merge(new Place(state, ByteBuffer.wrap(userKey(state, key))), sum, Long::sum);
      }
    }
  }

  /** The user's key within the key of an entry; docs/formats/snapshot.md. */
  private static byte[] userKey(State state, byte[] key) {
    if (state.plan().declaration() instanceof StateSpec<?>) {
      return key;
    }
    ByteInput in = new ByteInput(key);
    return in.readBytes(in.readVarInt());
  }

  /** Where this and another image differ. */
  Set<Place> differences(StateImage other) {
    Map<String, Place> byName = new HashMap<>();
    Map<String, Long> mine = named(byName);
    Map<String, Long> others = other.named(byName);
    Set<String> names = new LinkedHashSet<>(mine.keySet());
    names.addAll(others.keySet());
    Set<Place> differing = new LinkedHashSet<>();
    for (String name : names) {
      if (!mine.getOrDefault(name, 0L).equals(others.getOrDefault(name, 0L))) {
        differing.add(byName.get(name));
      }
    }
    return differing;
  }

  private Map<String, Long> named(Map<String, Place> places) {
    Map<String, Long> named = new HashMap<>();
    sums.forEach(
        (place, sum) -> {
          String name =
              place.state().plan().table() + "/" + java.util.Arrays.toString(place.key().array());
          places.putIfAbsent(name, place);
          named.put(name, sum);
        });
    return named;
  }
}
