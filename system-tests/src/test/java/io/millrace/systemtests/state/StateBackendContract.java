package io.millrace.systemtests.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.functions.Codec;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.runtime.snapshot.SnapshotInput;
import io.millrace.runtime.snapshot.SnapshotOutput;
import io.millrace.runtime.snapshot.SnapshotStore;
import io.millrace.runtime.state.Hash;
import io.millrace.runtime.state.KeyRef;
import io.millrace.runtime.state.KeyedMap;
import io.millrace.runtime.state.PartitionState;
import io.millrace.runtime.state.StateBackend;
import io.millrace.runtime.state.StateTable;
import io.millrace.runtime.state.TimerQueue;
import io.millrace.runtime.state.ValueState;
import io.millrace.storage.DataDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link StateBackend} promises, against maps and against the heap. */
abstract class StateBackendContract {
  private static final int TABLES = 3;

  @TempDir Path directory;
  DataDirectory data;
  StateBackend backend;
  private final List<PartitionState> open = new ArrayList<>();
  private long offset;

  /** The backend under test, with so little memory that entries leave it. */
  abstract StateBackend create(Path directory);

  /** Another backend that must read the snapshots of this one. */
  abstract StateBackend other(Path directory);

  @BeforeEach
  void open() {
    data = DataDirectory.open(directory.resolve("data"));
    backend = create(data.state());
  }

  @AfterEach
  void close() {
    open.forEach(PartitionState::close);
    backend.close();
    data.close();
  }

  PartitionState state() {
    PartitionState state = new PartitionState(backend.open(0));
    open.add(state);
    return state;
  }

  /** The content of all tables, kept twice. */
  static final class Model {
    final List<Map<Integer, byte[]>> tables = new ArrayList<>();

    Model() {
      for (int i = 0; i < TABLES; i++) {
        tables.add(new HashMap<>());
      }
    }

    Model copy() {
      Model copy = new Model();
      for (int i = 0; i < TABLES; i++) {
        copy.tables.get(i).putAll(tables.get(i));
      }
      return copy;
    }

    void change(PartitionState state, Random random, int keys) {
      int table = random.nextInt(TABLES);
      int number = random.nextInt(keys);
      byte[] key = key(number);
      if (random.nextInt(4) == 0) {
        boolean was = state.table(table).remove(hash(key), key, 0, key.length);
        assertThat(was).isEqualTo(tables.get(table).remove(number) != null);
      } else {
        byte[] value = value(random);
        state.table(table).put(hash(key), key, 0, key.length, value, 0, value.length);
        tables.get(table).put(number, value);
      }
      check(state, table, random.nextInt(keys));
    }

    void check(PartitionState state, int table, int number) {
      byte[] key = key(number);
      byte[] expected = tables.get(table).get(number);
      StateTable of = state.table(table);
      assertThat(of.find(hash(key), key, 0, key.length)).isEqualTo(expected != null);
      if (expected != null) {
        int at = of.valueOffset();
        assertThat(
                java.util.Arrays.equals(
                    of.valueArray(), at, at + of.valueLength(), expected, 0, expected.length))
            .isTrue();
      }
    }

    /** Everything by scan, in steps, and the digest against one in the heap. */
    void checkAll(PartitionState state, int budget) {
      try (PartitionState heap = new PartitionState()) {
        for (int id = 0; id < TABLES; id++) {
          Map<Integer, byte[]> model = tables.get(id);
          StateTable table = state.table(id);
          StateTable twin = heap.table(id);
          assertThat(table.entries()).isEqualTo(model.size());
          int[] seen = {0};
          long from = StateTable.SCAN_START;
          do {
            from =
                table.scan(
                    from,
                    budget,
                    (keys, at, length, values, valueAt, bytes) -> {
                      seen[0]++;
                      twin.put(Hash.of(keys, at, length), keys, at, length, values, valueAt, bytes);
                    });
          } while (from != StateTable.SCAN_START);
          assertThat(seen[0]).isEqualTo(model.size());
        }
        try (PartitionState expected = new PartitionState()) {
          for (int id = 0; id < TABLES; id++) {
            StateTable twin = expected.table(id);
            tables
                .get(id)
                .forEach(
                    (number, value) -> {
                      byte[] key = key(number);
                      twin.put(hash(key), key, 0, key.length, value, 0, value.length);
                    });
          }
          assertThat(heap.digest(0)).isEqualTo(expected.digest(0));
          assertThat(state.digest(0)).isEqualTo(expected.digest(0));
        }
      }
    }
  }

  static byte[] key(int number) {
    // one empty key, some long ones, prefixes of each other
    byte[] key = new byte[number == 0 ? 0 : number % 9 == 0 ? 300 : 1 + number % 12];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (number >>> (8 * (i % 3)));
    }
    key = number == 0 ? key : java.util.Arrays.copyOf(key, key.length + 3);
    if (number > 0) {
      key[key.length - 1] = (byte) number;
      key[key.length - 2] = (byte) (number >>> 8);
      key[key.length - 3] = (byte) (number >>> 16);
    }
    return key;
  }

  static long hash(byte[] key) {
    return Hash.of(key, 0, key.length);
  }

  /** From nothing to 1 MiB, mostly small. */
  static byte[] value(Random random) {
    int kind = random.nextInt(3000);
    int bytes = kind == 0 ? 1 << 20 : kind < 30 ? 30_000 : kind < 300 ? 1000 : 40;
    byte[] value = new byte[kind == 0 ? bytes : random.nextInt(bytes)];
    random.nextBytes(value);
    return value;
  }

  private static void forSeeds(int count, LongConsumer test) {
    for (long seed = 1; seed <= count; seed++) {
      try {
        test.accept(seed);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed=" + seed, e);
      }
    }
  }

  @Test
  void shouldHoldWhatMapsHoldThroughRollbacks() {
    forSeeds(
        3,
        seed -> {
          Random random = new Random(seed);
          PartitionState state = state();
          Model model = new Model();
          for (int call = 0; call < 150; call++) {
            state.beginCall();
            Model before = model.copy();
            for (int i = random.nextInt(200); i > 0; i--) {
              model.change(state, random, 2000);
            }
            if (random.nextInt(4) == 0) {
              state.rollbackCall();
              model = before;
            }
          }
          model.checkAll(state, 1 + random.nextInt(100));
          model.checkAll(state, Integer.MAX_VALUE);
        });
  }

  private SnapshotId id() {
    return new SnapshotId(0, 1, ++offset, 1, 1);
  }

  private SnapshotStore store() {
    return data.snapshots();
  }

  /** Takes a snapshot while {@code meanwhile} goes on. */
  private SnapshotId snapshot(PartitionState state, Runnable meanwhile) {
    SnapshotId id = id();
    SnapshotOutput output = store().begin(id);
    state.beginSnapshot(output);
    do {
      meanwhile.run();
    } while (!state.writeSlice(100_000));
    output.commit();
    while (output.status() == SnapshotOutput.Status.WRITING) {
      Thread.onSpinWait();
    }
    assertThat(output.status()).isEqualTo(SnapshotOutput.Status.COMMITTED);
    return id;
  }

  static void restore(SnapshotStore store, SnapshotId id, PartitionState into) {
    ByteOutput chunk = new ByteOutput(1024);
    try (SnapshotInput input = store.open(id)) {
      while (input.read(chunk)) {
        ByteInput in = new ByteInput(chunk.toByteArray());
        if (in.readByte() == 2) {
          into.restoreChunk(in);
        } else {
          into.restoreFiles(in, input);
        }
      }
    }
  }

  @Test
  void shouldRestoreTheStateAtTheBeginOfASnapshotWhateverChangedMeanwhile() {
    forSeeds(
        2,
        seed -> {
          Random random = new Random(seed);
          PartitionState state = state();
          Model model = new Model();
          Map<SnapshotId, Model> taken = new HashMap<>();
          for (int round = 0; round < 5; round++) {
            for (int i = random.nextInt(6000); i > 0; i--) {
              model.change(state, random, 3000);
            }
            if (round == 2) {
              SnapshotOutput given = store().begin(id());
              state.beginSnapshot(given);
              model.change(state, random, 3000);
              state.abortSnapshot();
              given.abort();
              continue;
            }
            Model atBegin = model.copy();
            SnapshotId id = snapshot(state, () -> model.change(state, random, 3000));
            taken.put(id, atBegin);
          }
          state.close();
          // all of them, from the files of the store alone; each goes on from there
          taken.forEach(
              (id, atBegin) -> {
                PartitionState restored = state();
                restore(store(), id, restored);
                atBegin.checkAll(restored, Integer.MAX_VALUE);
                for (int i = 0; i < 2000; i++) {
                  atBegin.change(restored, random, 3000);
                }
                Model later = atBegin.copy();
                SnapshotId next = snapshot(restored, () -> {});
                restored.close();
                PartitionState again = state();
                restore(store(), next, again);
                later.checkAll(again, 50);
                again.close();
              });
        });
  }

  @Test
  void shouldKeepASnapshotWhileOthersAreDeletedAndAfterTheProcessEnded() {
    Random random = new Random(7);
    PartitionState state = state();
    Model model = new Model();
    List<SnapshotId> ids = new ArrayList<>();
    Model last = null;
    for (int round = 0; round < 4; round++) {
      for (int i = 0; i < 3000; i++) {
        model.change(state, random, 3000);
      }
      last = model.copy();
      ids.add(snapshot(state, () -> {}));
    }
    for (SnapshotId id : ids.subList(0, 3)) {
      store().delete(id);
    }
    close();
    open.clear();
    open();
    assertThat(store().list(0)).containsExactly(ids.get(3));
    PartitionState restored = state();
    restore(store(), ids.get(3), restored);
    last.checkAll(restored, 1000);
  }

  @Test
  void shouldBeReadByAnotherBackendAndBack() {
    Random random = new Random(3);
    PartitionState state = state();
    Model model = new Model();
    for (int i = 0; i < 5000; i++) {
      model.change(state, random, 3000);
    }
    SnapshotId id = snapshot(state, () -> {});
    try (StateBackend other = other(directory.resolve("other"));
        PartitionState elsewhere = new PartitionState(other.open(0))) {
      restore(store(), id, elsewhere);
      model.checkAll(elsewhere, Integer.MAX_VALUE);
      SnapshotId back = snapshot(elsewhere, () -> {});
      PartitionState returned = state();
      restore(store(), back, returned);
      model.checkAll(returned, Integer.MAX_VALUE);
    }
  }

  private static final Codec<Long> LONGS =
      new Codec<>() {
        @Override
        public void encode(Long value, ByteOutput out) {
          out.writeLong(value);
        }

        @Override
        public Long decode(ByteInput in) {
          return in.readLong();
        }
      };

  private static KeyRef ref(int number) {
    byte[] key = key(number);
    return new KeyRef().set(key, 0, key.length);
  }

  @Test
  void shouldExpireLikeTheHeap() {
    PartitionState state = state();
    try (PartitionState heap = new PartitionState()) {
      for (PartitionState each : List.of(state, heap)) {
        ValueState<Long> values = new ValueState<>(each.table(0), LONGS, 1000);
        KeyedMap<Long, Long> maps = new KeyedMap<>(each.table(1), LONGS, LONGS, 1000);
        Random random = new Random(11);
        for (int now = 0; now < 5000; now++) {
          values.put(ref(random.nextInt(3000)), (long) now, now);
          maps.bind(ref(random.nextInt(300)), now);
          maps.put((long) random.nextInt(20), (long) now);
        }
      }
      assertThat(state.digest(5000)).isEqualTo(heap.digest(5000));
      assertThat(state.digest(5500)).isEqualTo(heap.digest(5500)).isNotEqualTo(heap.digest(5000));
      ValueState<Long> values = new ValueState<>(state.table(0), LONGS, 1000);
      KeyedMap<Long, Long> maps = new KeyedMap<>(state.table(1), LONGS, LONGS, 1000);
      for (int i = 0; i < 2000; i++) {
        values.sweep(5500, 64);
        maps.sweep(5500, 64);
      }
      assertThat(state.digest(5500)).isEqualTo(heap.digest(5500));
      assertThat(state.table(0).entries()).isLessThan(heap.table(0).entries());
      for (int i = 0; i < 2000; i++) {
        values.sweep(7000, 64);
        maps.sweep(7000, 64);
      }
      assertThat(state.entries()).isZero();
      assertThat(state.digest(7000)).isEqualTo(heap.digest(7000)).isZero();
    }
  }

  @Test
  void shouldFindTimersAgainAfterARestore() {
    PartitionState state = state();
    TimerQueue timers = new TimerQueue(state.table(0));
    for (int i = 1; i <= 20_000; i++) {
      timers.set(ref(i), 0, Math.floorMod(i * 7919L, 20_000L), i);
    }
    for (int i = 1; i <= 20_000; i += 2) {
      timers.cancel(ref(i), 0, Math.floorMod(i * 7919L, 20_000L));
    }
    SnapshotId id = snapshot(state, () -> {});
    PartitionState restored = state();
    TimerQueue again = new TimerQueue(restored.table(0));
    restore(store(), id, restored);
    again.rebuild();
    assertThat(again.size()).isEqualTo(10_000);
    for (int i = 0; i < 10_000; i++) {
      assertThat(again.nextMs()).isEqualTo(timers.nextMs());
      assertThat(again.pollDue(Long.MAX_VALUE)).isTrue();
      assertThat(timers.pollDue(Long.MAX_VALUE)).isTrue();
      assertThat(again.dueKey().hash()).isEqualTo(timers.dueKey().hash());
    }
    assertThat(restored.entries()).isZero();
  }

  @Test
  void shouldRefuseAKeyThatIsTooLong() {
    PartitionState state = state();
    byte[] key = new byte[StateTable.LONGEST_KEY + 1];
    assertThatThrownBy(() -> state.table(0).put(hash(key), key, 0, key.length, key, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("key too long");
    assertThat(state.entries()).isZero();
  }

  @Test
  void shouldTakeAValueFromItsOwnArray() {
    PartitionState state = state();
    Model model = new Model();
    Random random = new Random(5);
    for (int i = 0; i < 8000; i++) {
      model.change(state, random, 3000);
    }
    StateTable table = state.table(0);
    List<Integer> numbers = List.copyOf(model.tables.get(0).keySet());
    for (int number : numbers) {
      byte[] from = key(number);
      byte[] to = key(number + 3000);
      assertThat(table.find(hash(from), from, 0, from.length)).isTrue();
      byte[] array = table.valueArray();
      table.put(hash(to), to, 0, to.length, array, table.valueOffset(), table.valueLength());
      model.tables.get(0).put(number + 3000, model.tables.get(0).get(number));
    }
    model.checkAll(state, Integer.MAX_VALUE);
  }
}
