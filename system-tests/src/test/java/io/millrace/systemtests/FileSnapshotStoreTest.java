package io.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runtime.snapshot.IncomingSnapshot;
import io.millrace.runtime.snapshot.OutgoingSnapshot;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.runtime.snapshot.SnapshotOutput;
import io.millrace.runtime.snapshot.SnapshotOutput.Status;
import io.millrace.runtime.snapshot.SnapshotStore;
import io.millrace.storage.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSnapshotStoreTest extends SnapshotStoreContract {
  @TempDir Path directory;
  @TempDir Path otherDirectory;
  private DataDirectory data;
  private DataDirectory other;

  @Override
  SnapshotStore store() {
    if (data == null) {
      data = DataDirectory.open(directory);
    }
    return data.snapshots();
  }

  @Override
  SnapshotStore another() {
    if (other == null) {
      other = DataDirectory.open(otherDirectory);
    }
    return other.snapshots();
  }

  @AfterEach
  void close() {
    for (DataDirectory opened : new DataDirectory[] {data, other}) {
      if (opened != null) {
        opened.close();
      }
    }
  }

  /** What is on its way to the disk is bounded for all, so nothing given up may count for ever. */
  @Test
  void shouldTakeMoreAfterSnapshotsThatCouldNotBeWritten() throws IOException {
    SnapshotId id = new SnapshotId(3, 1, 1000, 7, 2);
    SnapshotStore store = another();
    Path inTheWay = Files.createFile(otherDirectory.resolve("snapshots").resolve("3"));
    IncomingSnapshot failing = store.receive(id);
    while (failing.status() == Status.WRITING) {
      failing.offer(new byte[1000], 0, 1000);
    }
    failing.offer(new byte[1000], 0, 1000);
    Files.delete(inTheWay);

    IncomingSnapshot next = store.receive(id);
    byte[] more = new byte[32 << 20]; // taken only if nothing at all waits
    assertThat(eventually(() -> next.offer(more, 0, more.length))).isTrue();
    next.abort();
  }

  private static boolean eventually(BooleanSupplier condition) {
    long giveUpNs = System.nanoTime() + 30_000_000_000L;
    boolean holds = condition.getAsBoolean();
    while (!holds && System.nanoTime() < giveUpNs) {
      Thread.onSpinWait();
      holds = condition.getAsBoolean();
    }
    return holds;
  }

  @Test
  void shouldRefuseBytesThatWereChangedOnTheWay() throws IOException {
    SnapshotId id = new SnapshotId(3, 1, 1000, 7, 2);
    SnapshotOutput output = store().begin(id);
    output.force(new byte[60_000], 60_000);
    output.keepFile("kept", Files.write(files.resolve("kept"), new byte[60_000]));
    output.commit();
    while (output.status() == Status.WRITING) {
      Thread.onSpinWait();
    }
    List<byte[]> pieces;
    try (OutgoingSnapshot outgoing = store().send(id)) {
      pieces = pieces(outgoing);
    }
    for (int i = 0; i < pieces.size(); i++) {
      List<byte[]> changed = new ArrayList<>(pieces);
      changed.set(i, pieces.get(i).clone());
      changed.get(i)[pieces.get(i).length / 2] ^= 4;
      assertThat(take(another(), id, changed)).as("piece %d", i).isEqualTo(Status.FAILED);
    }
    assertThat(take(another(), id, pieces.subList(0, pieces.size() - 1)))
        .as("cut short")
        .isEqualTo(Status.FAILED);
    SnapshotId later = new SnapshotId(3, 1, 1001, 7, 2);
    assertThat(take(another(), later, pieces)).as("announced otherwise").isEqualTo(Status.FAILED);
    assertThat(another().list(3)).isEmpty();
    try (Stream<Path> left = Files.walk(otherDirectory.resolve("snapshots"))) {
      assertThat(left.filter(Files::isRegularFile)).as("what is left").isEmpty();
    }
  }
}
