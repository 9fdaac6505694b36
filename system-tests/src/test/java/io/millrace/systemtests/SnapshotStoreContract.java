package io.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.snapshot.IncomingSnapshot;
import io.millrace.runtime.snapshot.OutgoingSnapshot;
import io.millrace.runtime.snapshot.SnapshotException;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.runtime.snapshot.SnapshotInput;
import io.millrace.runtime.snapshot.SnapshotOutput;
import io.millrace.runtime.snapshot.SnapshotOutput.Status;
import io.millrace.runtime.snapshot.SnapshotStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link SnapshotStore} promises. */
abstract class SnapshotStoreContract {

  @TempDir Path files;

  /** The store; the same one again and again. */
  abstract SnapshotStore store();

  /** Another store of the same kind; the same one again and again. */
  abstract SnapshotStore another();

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

  private static long awaitLength(OutgoingSnapshot outgoing) {
    while (outgoing.length() < 0) {
      Thread.onSpinWait();
    }
    return outgoing.length();
  }

  /** All bytes of a snapshot, in pieces of odd lengths. */
  static List<byte[]> pieces(OutgoingSnapshot outgoing) {
    Random random = new Random(1);
    List<byte[]> pieces = new ArrayList<>();
    long length = awaitLength(outgoing);
    for (long position = 0; position < length; ) {
      byte[] piece = new byte[7 + random.nextInt(40_000)];
      int count = outgoing.read(position, piece, 7, piece.length - 7);
      assertThat(count).isNotNegative();
      if (count > 0) {
        pieces.add(Arrays.copyOfRange(piece, 7, 7 + count));
        position += count;
      }
    }
    return pieces;
  }

  static Status take(SnapshotStore store, SnapshotId id, List<byte[]> pieces) {
    IncomingSnapshot incoming = store.receive(id);
    for (byte[] piece : pieces) {
      while (!incoming.offer(piece, 0, piece.length)) {
        Thread.onSpinWait();
      }
    }
    assertThat(store.list(id.partition())).isEmpty();
    incoming.commit();
    while (incoming.status() == Status.WRITING) {
      Thread.onSpinWait();
    }
    return incoming.status();
  }

  @Test
  void shouldGiveAnotherStoreAllOfASnapshot() throws IOException {
    SnapshotId id = id(3, 1, 1000);
    SnapshotOutput output = store().begin(id);
    output.force(chunk(1), 5_000);
    for (String name : List.of("b", "a", "empty")) {
      Path file =
          Files.write(
              files.resolve(name), name.equals("empty") ? new byte[0] : chunk(name.hashCode()));
      output.keepFile("life-" + name, file);
    }
    output.force(chunk(2), 7);
    output.commit();
    assertThat(awaitEnd(output)).isEqualTo(Status.COMMITTED);

    OutgoingSnapshot outgoing = store().send(id);
    awaitLength(outgoing);
    store().delete(id); // does not matter to who sends it
    assertThat(take(another(), id, pieces(outgoing))).isEqualTo(Status.COMMITTED);
    outgoing.close();

    assertThat(another().list(3)).containsExactly(id);
    ByteOutput chunk = new ByteOutput(16);
    try (SnapshotInput input = another().open(id)) {
      assertThat(input.read(chunk)).isTrue();
      assertThat(chunk.toByteArray()).isEqualTo(Arrays.copyOf(chunk(1), 5_000));
      assertThat(input.read(chunk)).isTrue();
      assertThat(input.read(chunk)).isFalse();
      for (String name : List.of("a", "b", "empty")) {
        input.copyFile("life-" + name, files.resolve("back-" + name));
        assertThat(files.resolve("back-" + name)).hasSameBinaryContentAs(files.resolve(name));
      }
    }
  }

  @Test
  void shouldGiveAnyBytesAgain() {
    write(id(3, 1, 1000), 40);
    try (OutgoingSnapshot outgoing = store().send(id(3, 1, 1000))) {
      ByteOutput all = new ByteOutput(1 << 20);
      pieces(outgoing).forEach(piece -> all.writeBytes(piece, 0, piece.length));
      byte[] again = new byte[100];
      long position = awaitLength(outgoing) / 2;
      int count = 0;
      while (count == 0) {
        count = outgoing.read(position, again, 0, 100);
      }
      assertThat(Arrays.copyOf(again, count))
          .isEqualTo(Arrays.copyOfRange(all.array(), (int) position, (int) position + count));
      assertThat(outgoing.read(outgoing.length(), again, 0, 100)).isZero();
    }
  }

  @Test
  void shouldLeaveNothingOfWhatWasGivenUp() {
    write(id(3, 1, 1000), 4);
    try (OutgoingSnapshot outgoing = store().send(id(3, 1, 1000))) {
      IncomingSnapshot incoming = another().receive(id(3, 1, 1000));
      byte[] piece = pieces(outgoing).get(0);
      incoming.offer(piece, 0, piece.length);
      incoming.abort();
      while (incoming.status() == Status.WRITING) {
        Thread.onSpinWait();
      }
      assertThat(incoming.status()).isEqualTo(Status.FAILED);
      assertThat(another().list(3)).isEmpty();
    }
  }

  @Test
  void shouldSendNothingThatIsNotThere() {
    assertThatThrownBy(() -> store().send(id(3, 1, 1000))).isInstanceOf(SnapshotException.class);
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
