package io.millrace.runtime.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.ByteInput;
import io.millrace.runtime.snapshot.SnapshotException;
import io.millrace.runtime.snapshot.SnapshotOutput;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

final class PartitionStateTest {
  private static final int TABLES = 4;

  /** Keeps chunks, and refuses some that are only offered. */
  static final class Chunks implements SnapshotOutput {
    final List<byte[]> chunks = new ArrayList<>();
    private final Random random;
    int forced;

    Chunks(Random random) {
      this.random = random;
    }

    @Override
    public boolean offer(byte[] chunk, int length) {
      if (random.nextInt(3) == 0) {
        return false;
      }
      chunks.add(Arrays.copyOf(chunk, length));
      return true;
    }

    @Override
    public void force(byte[] chunk, int length) {
      forced++;
      chunks.add(Arrays.copyOf(chunk, length));
    }

    @Override
    public void commit() {
      // whole at once
    }

    @Override
    public void abort() {
      chunks.clear();
    }

    @Override
    public Status status() {
      return Status.WRITING;
    }

    PartitionState restore() {
      PartitionState state = new PartitionState();
      for (byte[] chunk : chunks) {
        ByteInput in = new ByteInput(chunk);
        assertThat(in.readByte()).isEqualTo((byte) 2);
        state.restoreChunk(in);
        assertThat(in.remaining()).isZero();
      }
      return state;
    }
  }

  static void forSeeds(int count, LongConsumer test) {
    for (long seed = 1; seed <= count; seed++) {
      try {
        test.accept(seed);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed=" + seed, e);
      }
    }
  }

  private static void change(PartitionState state, Random random, int changes) {
    for (int i = 0; i < changes; i++) {
      StateTable table = state.table(random.nextInt(TABLES));
      byte[] key = StateTableContract.key(random.nextInt(2000), random);
      if (random.nextInt(3) == 0) {
        table.remove(StateTableContract.hash(key), key, 0, key.length);
      } else {
        byte[] value = StateTableContract.value(random);
        table.put(StateTableContract.hash(key), key, 0, key.length, value, 0, value.length);
      }
    }
  }

  private static List<Map<ByteBuffer, ByteBuffer>> content(PartitionState state) {
    List<Map<ByteBuffer, ByteBuffer>> content = new ArrayList<>();
    for (int id = 0; id < TABLES + 1; id++) {
      content.add(StateTableContract.content(state.table(id)));
    }
    return content;
  }

  @Test
  void shouldRestoreTheStateAtTheBeginOfTheSnapshotWhateverChangedMeanwhile() {
    forSeeds(
        60,
        seed -> {
          Random random = new Random(seed);
          PartitionState state = new PartitionState();
          change(state, random, random.nextInt(20_000));
          for (int round = 0; round < 4; round++) {
            List<Map<ByteBuffer, ByteBuffer>> atBegin = content(state);
            long digest = state.digest(0);
            Chunks chunks = new Chunks(random);
            state.beginSnapshot(chunks);
            if (round == 2) {
              change(state, random, 500);
              state.writeSlice(10_000);
              state.abortSnapshot();
              continue;
            }
            int rate = random.nextInt(500);
            int budget = 1 + random.nextInt(100_000);
            do {
              change(state, random, random.nextInt(rate + 1));
              state.table(TABLES).put(round, new byte[1], 0, 1, new byte[1], 0, 1);
            } while (!state.writeSlice(budget));
            PartitionState restored = chunks.restore();
            assertThat(content(restored)).isEqualTo(atBegin);
            assertThat(restored.digest(0)).isEqualTo(digest);
            chunks.chunks.forEach(c -> assertThat(c.length).isLessThan(64 * 1024 + 210_000));
            state.table(TABLES).remove(round, new byte[1], 0, 1);
          }
        });
  }

  @Test
  void shouldWriteCompleteSnapshotsWhilePagesBecomeNearlyEmpty() {
    forSeeds(
        5,
        seed -> {
          Random random = new Random(seed);
          PartitionState state = new PartitionState();
          byte[] key = new byte[4];
          for (int i = 0; i < 50_000; i++) {
            ByteBuffer.wrap(key).putInt(i);
            state.table(0).put(Hash.of(key, 0, 4), key, 0, 4, key, 0, 4);
          }
          for (int i = 0; i < 100_000; i++) {
            ByteBuffer.wrap(key).putInt(random.nextInt(50_000));
            state.table(0).remove(Hash.of(key, 0, 4), key, 0, 4);
          }
          List<Map<ByteBuffer, ByteBuffer>> atBegin = content(state);
          Chunks chunks = new Chunks(random);
          state.beginSnapshot(chunks);
          do {
            for (int i = 0; i < 2000; i++) {
              ByteBuffer.wrap(key).putInt(random.nextInt(50_000));
              state.table(0).remove(Hash.of(key, 0, 4), key, 0, 4);
            }
          } while (!state.writeSlice(500));
          assertThat(content(chunks.restore())).isEqualTo(atBegin);
        });
  }

  @Test
  void shouldForceChunksOnlyForWhatChangesBeforeItIsWritten() {
    PartitionState state = new PartitionState();
    change(state, new Random(1), 20_000);
    Chunks chunks = new Chunks(new Random(1));
    state.beginSnapshot(chunks);
    while (!state.writeSlice(10_000)) {
      assertThat(chunks.forced).isZero();
    }
    state.beginSnapshot(chunks);
    change(state, new Random(2), 20_000);
    assertThat(chunks.forced).isPositive();
  }

  @Test
  void shouldKeepToTheBudgetOfASlice() {
    PartitionState state = new PartitionState();
    byte[] key = new byte[4];
    for (int i = 0; i < 100_000; i++) {
      ByteBuffer.wrap(key).putInt(i);
      state.table(0).put(Hash.of(key, 0, 4), key, 0, 4, key, 0, 4);
    }
    Chunks chunks = new Chunks(new Random(1));
    state.beginSnapshot(chunks);
    int slices = 1;
    while (!state.writeSlice(8 * 1024)) {
      slices++;
    }
    assertThat(slices).isGreaterThan(100);
    assertThat(chunks.chunks).hasSizeGreaterThan(10);
  }

  @Test
  void shouldWriteCompleteSnapshotsAfterManyWereGivenUp() {
    forSeeds(
        3,
        seed -> {
          Random random = new Random(seed);
          PartitionState state = new PartitionState();
          change(state, random, 2000);
          for (int i = 0; i < 600; i++) {
            state.beginSnapshot(new Chunks(random));
            change(state, random, 3);
            state.writeSlice(random.nextInt(5000));
            state.abortSnapshot();
            if (i % 10 == 0) {
              Chunks chunks = new Chunks(random);
              List<Map<ByteBuffer, ByteBuffer>> atBegin = i > 250 ? content(state) : null;
              state.beginSnapshot(chunks);
              if (i > 250) {
                while (!state.writeSlice(100_000)) {}
                assertThat(content(chunks.restore())).isEqualTo(atBegin);
              } else {
                state.abortSnapshot();
              }
            }
          }
        });
  }

  @Test
  void shouldRollBackToTheBeginOfTheCall() {
    forSeeds(
        40,
        seed -> {
          Random random = new Random(seed);
          PartitionState state = new PartitionState();
          for (int call = 0; call < 20; call++) {
            change(state, random, random.nextInt(300));
            state.beginCall();
            List<Map<ByteBuffer, ByteBuffer>> atBegin = content(state);
            change(state, random, random.nextInt(300));
            if (random.nextBoolean()) {
              state.rollbackCall();
              assertThat(content(state)).isEqualTo(atBegin);
            }
          }
        });
  }

  @Test
  void shouldRefuseToRollBackWhenUndoIsOff() {
    PartitionState state = new PartitionState();
    state.undoEnabled(false);
    state.beginCall();
    change(state, new Random(1), 10);
    assertThatThrownBy(state::rollbackCall)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("undo is off");
  }

  @Test
  void shouldGiveAnotherDigestWhenOneByteOrTheTableDiffers() {
    byte[] bytes = {1, 2, 3, 4};
    long digest = digest(0, bytes, 0, 2, bytes, 2, 2);
    assertThat(digest).isNotZero();
    assertThat(digest(1, bytes, 0, 2, bytes, 2, 2)).isNotEqualTo(digest);
    assertThat(digest(0, bytes, 0, 2, bytes, 2, 1)).isNotEqualTo(digest);
    assertThat(digest(0, bytes, 0, 3, bytes, 3, 1)).isNotEqualTo(digest);
    assertThat(digest(0, bytes, 2, 2, bytes, 0, 2)).isNotEqualTo(digest);
  }

  private static long digest(
      int table, byte[] key, int at, int length, byte[] value, int valueAt, int valueLength) {
    PartitionState state = new PartitionState();
    long hash = Hash.of(key, at, length);
    state.table(table).put(hash, key, at, length, value, valueAt, valueLength);
    return state.digest(0);
  }

  @Test
  void shouldRefuseASecondSnapshotAtATime() {
    PartitionState state = new PartitionState();
    change(state, new Random(1), 10);
    state.beginSnapshot(new Chunks(new Random(1)));
    assertThatThrownBy(() -> state.beginSnapshot(new Chunks(new Random(1))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("snapshot under way");
  }

  @Test
  void shouldRefuseADamagedChunk() {
    PartitionState state = new PartitionState();
    change(state, new Random(1), 100);
    Chunks chunks = new Chunks(new Random(1));
    state.beginSnapshot(chunks);
    while (!state.writeSlice(100_000)) {}
    byte[] cut = Arrays.copyOf(chunks.chunks.get(0), chunks.chunks.get(0).length - 1);
    ByteInput in = new ByteInput(cut);
    in.readByte();
    assertThatThrownBy(() -> new PartitionState().restoreChunk(in))
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining("cut short");
  }
}
