package io.millrace.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalException;
import io.millrace.runtime.snapshot.SnapshotException;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.runtime.snapshot.SnapshotInput;
import io.millrace.runtime.snapshot.SnapshotOutput;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir Path directory;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void shouldKeepMetadata() {
    try (DataDirectory data = DataDirectory.open(directory)) {
      assertThat(data.readMetadata("sink.alerts-1")).isEmpty();
      data.writeMetadata("sink.alerts-1", bytes("one"));
      data.writeMetadata("sink.alerts-1", bytes("two"));
      data.writeMetadata("empty", new byte[0]);
    }
    try (DataDirectory data = DataDirectory.open(directory)) {
      assertThat(data.readMetadata("sink.alerts-1")).hasValue(bytes("two"));
      assertThat(data.readMetadata("empty")).hasValue(new byte[0]);
    }
  }

  @Test
  void shouldNoticeEveryWrongByteOfMetadata() throws IOException {
    try (DataDirectory data = DataDirectory.open(directory)) {
      data.writeMetadata("app", bytes("partitions=16"));
      Path file = directory.resolve("metadata").resolve("app");
      byte[] good = Files.readAllBytes(file);
      for (int at = 0; at < good.length; at++) {
        byte[] wrong = good.clone();
        wrong[at] ^= 1;
        Files.write(file, wrong);
        assertThatThrownBy(() -> data.readMetadata("app"))
            .as("byte %d", at)
            .isInstanceOf(JournalException.class)
            .hasMessageContaining(file.toString());
      }
    }
  }

  @Test
  void shouldRefuseNamesThatLeadElsewhere() {
    try (DataDirectory data = DataDirectory.open(directory)) {
      for (String name : new String[] {"", "../lock", "a/b", ".hidden", "x.tmp", "a b"}) {
        assertThatThrownBy(() -> data.readMetadata(name))
            .as(name)
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void shouldRefuseADirectoryOfANewerRelease() throws IOException {
    DataDirectory.open(directory).close();
    DocumentFile.write(directory.resolve("millrace.properties"), bytes("format.version=2\n"));
    assertThatThrownBy(() -> DataDirectory.open(directory))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("format=2")
        .hasMessageContaining("release");
  }

  @Test
  void shouldSayWhatItNeedsIfAFileHasItsName() throws IOException {
    Path file = Files.createFile(directory.resolve("taken"));
    assertThatThrownBy(() -> DataDirectory.open(file))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("dir=" + file)
        .hasMessageContaining("name a directory that this process may write to");
  }

  @Test
  void shouldRefuseToBeOpenedTwice() {
    try (DataDirectory data = DataDirectory.open(directory)) {
      assertThatThrownBy(() -> DataDirectory.open(data.path()))
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("in use");
    }
    DataDirectory.open(directory).close();
  }

  @Test
  void shouldLeaveOutDamagedSnapshots() throws IOException {
    SnapshotId id = new SnapshotId(1, 2, 30, 4, 5);
    Path file = directory.resolve("snapshots").resolve("1").resolve("2-30.snapshot");
    try (DataDirectory data = DataDirectory.open(directory)) {
      writeSnapshot(data, id);
    }
    byte[] good = Files.readAllBytes(file);
    for (int at = 0; at < good.length; at++) {
      byte[] wrong = good.clone();
      wrong[at] ^= 1;
      assertDamaged(file, wrong, "byte " + at + " is wrong");
      assertDamaged(file, Arrays.copyOf(good, at), "cut at " + at);
    }
    assertDamaged(file, Arrays.copyOf(good, good.length + 1), "a byte too many");
    assertLeftOut(file, id);
    Files.write(file, good);
    try (FileSnapshotStore store = new FileSnapshotStore(directory.resolve("snapshots"))) {
      assertThat(store.list(1)).containsExactly(id);
    }
  }

  private static void assertDamaged(Path file, byte[] content, String how) throws IOException {
    Files.write(file, content);
    assertThatThrownBy(() -> SnapshotFile.verify(file, new java.util.ArrayList<>()))
        .as(how)
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining(file.toString());
  }

  private void assertLeftOut(Path file, SnapshotId id) throws IOException {
    byte[] wrong = Files.readAllBytes(file);
    wrong[60] ^= 1;
    Files.write(file, wrong);
    try (FileSnapshotStore store = new FileSnapshotStore(directory.resolve("snapshots"))) {
      assertThat(store.list(1)).isEmpty();
      assertThatThrownBy(() -> readAll(store, id))
          .isInstanceOf(SnapshotException.class)
          .hasMessageContaining(file.toString());
    }
  }

  private static void readAll(FileSnapshotStore store, SnapshotId id) {
    ByteOutput chunk = new ByteOutput(16);
    try (SnapshotInput input = store.open(id)) {
      while (input.read(chunk)) {
        // reading is what finds the damage
      }
    }
  }

  private static void writeSnapshot(DataDirectory data, SnapshotId id) {
    SnapshotOutput output = data.snapshots().begin(id);
    output.force(bytes("first chunk"), 11);
    output.force(bytes("second"), 6);
    output.commit();
    while (output.status() == SnapshotOutput.Status.WRITING) {
      Thread.onSpinWait();
    }
    assertThat(output.status()).isEqualTo(SnapshotOutput.Status.COMMITTED);
  }

  @Test
  void shouldRemoveWhatACrashLeftUnfinished() throws IOException {
    DataDirectory.open(directory).close();
    Path unfinished = directory.resolve("snapshots").resolve("1").resolve("2-30.snapshot.tmp");
    Files.createDirectories(unfinished.getParent());
    Files.write(unfinished, bytes("half"));
    DataDirectory.open(directory).close();
    assertThat(unfinished).doesNotExist();
  }

  /** A directory as a crash may leave it: a torn entry, a half snapshot, a half deleted segment. */
  private void leaveTorn(SnapshotId id) throws IOException {
    try (DataDirectory data = DataDirectory.open(directory)) {
      writeSnapshot(data, id);
      try (Journal journal = data.journals().open(1, 7)) {
        TestFrames.append(journal, 10, 700);
      }
    }
    Path journal = directory.resolve("journals").resolve("1");
    Path segment = SegmentFiles.directory(journal, 0).resolve(SegmentWriter.FILE);
    long end = DamagedJournalTest.endOfFrames(segment);
    try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
      file.seek(end);
      file.write(new byte[] {0, 2, 0, (byte) 0x80, 1, 1, 1, 1});
    }
    Files.createDirectories(journal.resolve("0000000004.deleted"));
    Files.write(
        directory.resolve("snapshots").resolve("1").resolve("2-40.snapshot.tmp"), bytes("h"));
  }

  private List<String> tree() throws IOException {
    List<String> all = new ArrayList<>();
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted().toList()) {
        String content =
            Files.isDirectory(path) ? "" : " " + Arrays.hashCode(Files.readAllBytes(path));
        all.add(path + " " + Files.getLastModifiedTime(path) + content);
      }
    }
    return all;
  }

  @Test
  void shouldChangeNothingWhenOpenedToRead() throws IOException {
    SnapshotId id = new SnapshotId(1, 2, 30, 4, 5);
    leaveTorn(id);
    List<String> before = tree();

    try (DataDirectory data = DataDirectory.openToRead(directory);
        Journal journal = data.journals().open(1, 9);
        Journal none = data.journals().open(2, 9)) {
      assertThat(data.snapshots().list(1)).containsExactly(id);
      assertThat(TestFrames.check(journal, 700)).isEqualTo(10);
      assertThat(journal.removed()).isPresent();
      assertThat(none.endOffset()).isZero();
      byte[] next = TestFrames.frame(10, 700);
      assertThatThrownBy(() -> journal.append(next, 0, 700)).hasMessageContaining("read only");
      assertThatThrownBy(() -> journal.cut(5)).hasMessageContaining("read only");
      assertThatThrownBy(() -> data.snapshots().delete(id)).hasMessageContaining("read only");
      assertThatThrownBy(() -> data.writeMetadata("a", new byte[1]))
          .hasMessageContaining("read only");
    }

    assertThat(tree()).isEqualTo(before);
    DataDirectory.open(directory).close();
    assertThat(tree()).as("an opener that writes repairs it").isNotEqualTo(before);
  }

  @Test
  void shouldNotReadWhatIsBeingWrittenOrIsNoDataDirectory() {
    try (DataDirectory data = DataDirectory.open(directory)) {
      assertThatThrownBy(() -> DataDirectory.openToRead(data.path()))
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("in use")
          .hasMessageContaining("pid=");
    }
    Path other = directory.resolve("metadata");
    assertThatThrownBy(() -> DataDirectory.openToRead(other))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("not a data directory: dir=" + other);
    assertThat(other).isEmptyDirectory();
  }

  @Test
  void shouldRefuseChunksWhileTooMuchIsWaiting() {
    try (DataDirectory data = DataDirectory.open(directory)) {
      SnapshotOutput output = data.snapshots().begin(new SnapshotId(1, 2, 30, 4, 5));
      int taken = 0;
      byte[] chunk = new byte[1 << 20];
      while (output.offer(chunk, chunk.length)) {
        if (++taken > 10_000) {
          throw new AssertionError("never refused");
        }
      }
      output.force(chunk, chunk.length);
      output.abort();
    }
  }
}
