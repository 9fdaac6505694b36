package io.millrace.systemtests.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runtime.snapshot.SnapshotException;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.runtime.snapshot.SnapshotOutput;
import io.millrace.runtime.state.PartitionState;
import io.millrace.runtime.state.StateBackend;
import io.millrace.runtime.state.StateFault;
import io.millrace.state.rocksdb.RocksFilesReader;
import io.millrace.state.rocksdb.RocksSettings;
import io.millrace.state.rocksdb.RocksStateBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RocksStateBackendTest extends StateBackendContract {
  private static final int SHARERS = 32;

  @Override
  StateBackend create(Path directory) {
    return new RocksStateBackend(new RocksSettings(directory, 16 << 20, SHARERS));
  }

  @Override
  StateBackend other(Path directory) {
    return StateBackend.heap(new RocksFilesReader(directory));
  }

  private Set<Path> keptFiles() throws IOException {
    Path files = directory.resolve("data/snapshots/0/files");
    try (Stream<Path> all = Files.list(files)) {
      return new HashSet<>(all.toList());
    }
  }

  private void commit(PartitionState state, long offset) {
    SnapshotOutput output = data.snapshots().begin(new SnapshotId(0, 1, offset, 1, 1));
    state.beginSnapshot(output);
    while (!state.writeSlice(1)) {
      Thread.onSpinWait();
    }
    output.commit();
    while (output.status() == SnapshotOutput.Status.WRITING) {
      Thread.onSpinWait();
    }
    assertThat(output.status()).isEqualTo(SnapshotOutput.Status.COMMITTED);
  }

  @Test
  void shouldShareFilesBetweenSnapshotsAndDeleteThemWithTheLast() throws IOException {
    PartitionState state = state();
    Model model = new Model();
    Random random = new Random(1);
    for (int i = 0; i < 3000; i++) {
      model.change(state, random, 3000);
    }
    commit(state, 101);
    Set<Path> first = keptFiles();
    assertThat(first).isNotEmpty();
    model.change(state, random, 3000);
    commit(state, 102);
    Set<Path> both = keptFiles();
    assertThat(both).containsAll(first).hasSizeGreaterThan(first.size());
    data.snapshots().delete(new SnapshotId(0, 1, 101, 1, 1));
    commit(state, 103);
    assertThat(data.snapshots().list(0)).hasSize(2);
    data.snapshots().delete(new SnapshotId(0, 1, 102, 1, 1));
    data.snapshots().delete(new SnapshotId(0, 1, 103, 1, 1));
    data.close();
    assertThat(keptFiles()).isEmpty();
  }

  @Test
  void shouldLeaveOutASnapshotWhoseFileIsDamaged() throws IOException {
    PartitionState state = state();
    Model model = new Model();
    Random random = new Random(1);
    for (int i = 0; i < 3000; i++) {
      model.change(state, random, 3000);
    }
    commit(state, 101);
    Set<Path> first = keptFiles();
    for (int i = 0; i < 3000; i++) {
      model.change(state, random, 3000);
    }
    commit(state, 102);
    Set<Path> fresh = keptFiles();
    fresh.removeAll(first);
    close();
    Path damaged = fresh.iterator().next();
    byte[] bytes = Files.readAllBytes(damaged);
    bytes[bytes.length / 2] ^= 1;
    Files.write(damaged, bytes);
    open();
    assertThat(data.snapshots().list(0)).extracting(SnapshotId::offset).isEqualTo(List.of(101L));
    assertThatThrownBy(() -> data.snapshots().open(new SnapshotId(0, 1, 102, 1, 1)))
        .isInstanceOf(SnapshotException.class);
  }

  @Test
  void shouldLeaveNothingInItsDirectory() throws IOException {
    PartitionState state = state();
    Model model = new Model();
    Random random = new Random(1);
    for (int i = 0; i < 3000; i++) {
      model.change(state, random, 3000);
    }
    commit(state, 101);
    state.close();
    try (Stream<Path> left = Files.list(data.state())) {
      assertThat(left).isEmpty();
    }
  }

  /** An error, because a failure policy of the function must not see it. */
  @Test
  void shouldStopWithAFaultWhenTheDiskFails() throws IOException {
    PartitionState state = state();
    Model model = new Model();
    Random random = new Random(1);
    for (int i = 0; i < 3000; i++) {
      model.change(state, random, 3000);
    }
    commit(state, 101);
    try (Stream<Path> all = Files.walk(data.state())) {
      for (Path path : all.filter(Files::isDirectory).skip(1).toList()) {
        Files.move(path, path.resolveSibling("gone"));
      }
    }
    assertThatThrownBy(
            () -> {
              byte[] value = new byte[1000];
              for (int i = 0; i < 50_000; i++) {
                byte[] key = key(i);
                state.table(0).put(hash(key), key, 0, key.length, value, 0, value.length);
              }
            })
        .isInstanceOf(StateFault.class)
        .hasMessageContaining("dir=")
        .hasMessageContaining("start again");
  }

  @Test
  void shouldRefuseTooLittleMemory() {
    assertThatThrownBy(() -> new RocksSettings(directory, 1000, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least");
  }
}
