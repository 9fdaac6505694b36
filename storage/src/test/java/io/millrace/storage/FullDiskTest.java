package io.millrace.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.runtime.snapshot.SnapshotOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a small file system of its own; needs the right to mount one. */
class FullDiskTest {
  private static final int LENGTH = 5000;

  @TempDir Path directory;
  private boolean mounted;

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  @BeforeEach
  void mount() throws IOException, InterruptedException {
    try {
      mounted = run("mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", directory.toString()) == 0;
    } catch (IOException e) {
      mounted = false;
    }
    assumeThat(mounted).as("may not mount a small file system here").isTrue();
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    if (mounted) {
      // at once by its name: mappings that were closed may be let go a little later
      run("umount", "--lazy", directory.toString());
    }
  }

  private static void awaitAppend(Journal journal) {
    while (TestFrames.append(journal, 1, LENGTH) == 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void shouldRefuseWithoutHarmAndGoOnWhenThereIsRoom() throws IOException {
    JournalSettings settings = new JournalSettings(4 << 20, 1 << 20, 1 << 20);
    Path ballast = directory.resolve("ballast");
    Files.write(ballast, new byte[16 << 20]);
    try (DataDirectory data = DataDirectory.open(directory, settings);
        Journal journal = data.journals().open(0, 1)) {
      int before = TestFrames.append(journal, 10_000, LENGTH);
      assertThat(before).isBetween(1000, 9999);
      assertThat(TestFrames.append(journal, 1, LENGTH)).isZero();
      assertThat(journal.endOffset()).isEqualTo(before);
      assertThat(TestFrames.check(journal, LENGTH)).isEqualTo(before);

      Files.delete(ballast);
      awaitAppend(journal);
      int after = TestFrames.append(journal, 10_000, LENGTH);
      assertThat(after).isBetween(1000, 9999);
      assertThat(TestFrames.check(journal, LENGTH)).isEqualTo(before + 1 + after);

      journal.release(journal.endOffset());
      awaitAppend(journal);
      assertThat(TestFrames.check(journal, LENGTH)).isPositive();
    }
    try (DataDirectory data = DataDirectory.open(directory, settings);
        Journal journal = data.journals().open(0, 1)) {
      assertThat(TestFrames.check(journal, LENGTH))
          .isEqualTo((int) (journal.endOffset() - journal.startOffset()));
    }
  }

  @Test
  void shouldOpenAJournalOnAFullDisk() throws IOException {
    try (DataDirectory data = DataDirectory.open(directory)) {
      Path ballast = directory.resolve("ballast");
      fill(ballast);
      Files.createDirectories(directory);
      try (Journal journal = data.journals().open(0, 1)) {
        assertThat(TestFrames.append(journal, 1, LENGTH)).isZero();
        Files.delete(ballast);
        awaitAppend(journal);
      }
    }
  }

  /** Leaves room for a few small files only. */
  private static void fill(Path ballast) throws IOException {
    long bytes = Files.getFileStore(ballast.getParent()).getUsableSpace() - (32 << 10);
    Files.write(ballast, new byte[(int) bytes]);
  }

  @Test
  void shouldFailASnapshotAndLeaveNothingOfIt() throws IOException {
    try (DataDirectory data = DataDirectory.open(directory)) {
      SnapshotOutput output = data.snapshots().begin(new SnapshotId(1, 1, 10, 1, 1));
      for (int i = 0; i < 40; i++) {
        output.force(new byte[1 << 20], 1 << 20);
      }
      output.commit();
      while (output.status() == SnapshotOutput.Status.WRITING) {
        Thread.onSpinWait();
      }
      assertThat(output.status()).isEqualTo(SnapshotOutput.Status.FAILED);
      assertThat(directory.resolve("snapshots").resolve("1")).isEmptyDirectory();
      assertThat(data.snapshots().list(1)).isEmpty();

      SnapshotOutput small = data.snapshots().begin(new SnapshotId(1, 1, 10, 1, 1));
      small.force(new byte[100], 100);
      small.commit();
      while (small.status() == SnapshotOutput.Status.WRITING) {
        Thread.onSpinWait();
      }
      assertThat(small.status()).isEqualTo(SnapshotOutput.Status.COMMITTED);
    }
  }
}
