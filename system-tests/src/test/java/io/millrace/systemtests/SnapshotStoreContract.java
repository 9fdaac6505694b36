package io.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.snapshot.SnapshotException;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.runtime.snapshot.SnapshotInput;
import io.millrace.runtime.snapshot.SnapshotOutput;
import io.millrace.runtime.snapshot.SnapshotOutput.Status;
import io.millrace.runtime.snapshot.SnapshotStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every {@link SnapshotStore} promises. */
abstract class SnapshotStoreContract {

  /** The store; the same one again and again. */
  abstract SnapshotStore store();

  private static SnapshotId id(int partition, int generation, long offset) {
    return new SnapshotId(partition, generation, offset, 7, 2);
  }

  private static byte[] chunk(long seed) {
    byte[] chunk = new byte[new Random(seed).nextInt(100_000)];
    new Random(seed).nextBytes(chunk);
    return chunk;
  }

  private void write(SnapshotId id, int chunks) {
    SnapshotOutput output = store().begin(id);
    for (int i = 0; i < chunks; i++) {
      byte[] chunk = chunk(i);
      while (!output.offer(chunk, chunk.length)) {
        Thread.onSpinWait();
      }
    }
    output.commit();
    assertThat(awaitEnd(output)).isEqualTo(Status.COMMITTED);
  }

  private static Status awaitEnd(SnapshotOutput output) {
    while (output.status() == Status.WRITING) {
      Thread.onSpinWait();
    }
    return output.status();
  }

  private List<byte[]> read(SnapshotId id) {
    List<byte[]> chunks = new ArrayList<>();
    ByteOutput chunk = new ByteOutput(16);
    try (SnapshotInput input = store().open(id)) {
      while (input.read(chunk)) {
        chunks.add(chunk.toByteArray());
      }
    }
    return chunks;
  }

  @Test
  void shouldReadBackWhatWasWritten() {
    SnapshotId id = id(3, 1, 1000);
    write(id, 200);
    List<byte[]> chunks = read(id);
    assertThat(chunks).hasSize(200);
    for (int i = 0; i < chunks.size(); i++) {
      assertThat(chunks.get(i)).isEqualTo(chunk(i));
    }
  }

  @Test
  void shouldKeepASnapshotWithoutChunks() {
    SnapshotId id = id(3, 1, 1000);
    write(id, 0);
    assertThat(read(id)).isEmpty();
  }

  @Test
  void shouldTakeOnlyTheGivenLength() {
    SnapshotId id = id(3, 1, 1000);
    SnapshotOutput output = store().begin(id);
    output.force(new byte[] {1, 2, 3, 4}, 3);
    output.commit();
    awaitEnd(output);
    assertThat(read(id)).containsExactly(new byte[] {1, 2, 3});
  }

  @Test
  void shouldListThePartitionsSnapshotsOldestFirst() {
    write(id(3, 1, 2000), 1);
    write(id(3, 2, 500), 1);
    write(id(3, 1, 1000), 1);
    write(id(4, 1, 1), 1);
    assertThat(store().list(3)).containsExactly(id(3, 1, 1000), id(3, 1, 2000), id(3, 2, 500));
    assertThat(store().list(5)).isEmpty();
  }

  @Test
  void shouldNotShowASnapshotBeforeItIsCommitted() {
    SnapshotOutput output = store().begin(id(3, 1, 1000));
    output.force(chunk(1), 10);
    assertThat(store().list(3)).isEmpty();
    assertThat(output.status()).isEqualTo(Status.WRITING);
    output.abort();
    assertThat(awaitEnd(output)).isEqualTo(Status.FAILED);
    assertThat(store().list(3)).isEmpty();
    assertThatThrownBy(() -> store().open(id(3, 1, 1000))).isInstanceOf(SnapshotException.class);
  }

  @Test
  void shouldDelete() {
    write(id(3, 1, 1000), 1);
    store().delete(id(3, 1, 1000));
    store().delete(id(3, 1, 1000));
    assertThat(store().list(3)).isEmpty();
    assertThatThrownBy(() -> store().open(id(3, 1, 1000))).isInstanceOf(SnapshotException.class);
  }

  @Test
  void shouldWriteTwoAtATime() {
    SnapshotOutput first = store().begin(id(1, 1, 10));
    SnapshotOutput second = store().begin(id(2, 1, 20));
    for (int i = 0; i < 20; i++) {
      first.force(new byte[] {1, (byte) i}, 2);
      second.force(new byte[] {2, (byte) i}, 2);
    }
    second.commit();
    first.commit();
    awaitEnd(first);
    awaitEnd(second);
    assertThat(read(id(1, 1, 10))).hasSize(20).allMatch(chunk -> chunk[0] == 1);
    assertThat(read(id(2, 1, 20))).hasSize(20).allMatch(chunk -> chunk[0] == 2);
  }
}
