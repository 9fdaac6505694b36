package io.millrace.systemtests.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.cluster.directory.ClusterSettings;
import io.millrace.cluster.directory.CoordinatorAddress;
import io.millrace.storage.mirror.Mirror;
import io.millrace.storage.mirror.MirrorFiles;
import io.millrace.storage.mirror.MirrorOutput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The mirror's files on a NameNode and a DataNode that are stopped and started again. */
class HdfsMirrorFilesTest extends MirrorFilesContract {
  @TempDir static Path directory;
  private static MiniHdfs hdfs;

  private String uri;

  @BeforeAll
  static void start() throws IOException {
    hdfs = new MiniHdfs(directory);
  }

  @AfterAll
  static void stop() {
    if (hdfs != null) {
      hdfs.close();
    }
  }

  @BeforeEach
  void make(TestInfo test) throws IOException {
    uri = Mirror.make(hdfs.uri("mirrors/" + test.getTestMethod().orElseThrow().getName()));
  }

  @Override
  MirrorFiles files() {
    return Mirror.at(uri).files();
  }

  @Override
  MirrorFiles another() {
    return Mirror.at(uri).files();
  }

  @Override
  void openToOthers(String file) throws IOException {
    hdfs.fileSystem()
        .setPermission(
            new org.apache.hadoop.fs.Path(uri, file),
            new org.apache.hadoop.fs.permission.FsPermission("640"));
  }

  @Override
  void deleteRoot() throws IOException {
    hdfs.fileSystem().delete(new org.apache.hadoop.fs.Path(uri), true);
  }

  @Test
  void shouldHoldTheDirectoryOfACluster(@TempDir Path one, @TempDir Path other) throws IOException {
    assertThat(ClusterDirectory.at(hdfs.uri("clusters/c"), null).coordinator()).isEmpty();
    ClusterDirectory coordinator = ClusterDirectory.at(hdfs.uri("clusters/c"), one);
    assertThat(coordinator.exists()).isFalse();
    coordinator.create();
    coordinator.create();
    new ClusterSettings("c", "local", 2, 512, true, null).write(coordinator);
    CoordinatorAddress address = new CoordinatorAddress(7, 42, "host", "h:1", "http://h:2");
    coordinator.announce(address);
    Path jar = coordinator.artefacts().put(new ByteArrayInputStream(bytes("a jar")));

    ClusterDirectory worker = ClusterDirectory.at(hdfs.uri("clusters/c"), other);
    assertThat(worker.name()).isEqualTo("c");
    assertThat(worker.secret()).hasSize(64).isEqualTo(coordinator.secret());
    assertThat(ClusterSettings.read(worker).orElseThrow().encryption()).isTrue();
    assertThat(worker.coordinator()).hasValue(address);
    String hash = jar.getFileName().toString().replace(".jar", "");
    assertThat(worker.artefacts().fetch(hash)).startsWith(other).hasContent("a jar");
    assertThat(worker.artefacts().fetch(hash)).hasContent("a jar");
    assertThatThrownBy(() -> worker.artefacts().fetch("nothing"))
        .hasMessageContaining("jar cannot be fetched: file=" + hdfs.uri("clusters/c"));
    coordinator.forgetCoordinator();
    assertThat(worker.coordinator()).isEmpty();
  }

  @Test
  void shouldLeaveNothingOfFindingOutWhetherItCanBeWritten() throws IOException {
    assertThat(files().list(".")).isEmpty();
  }

  @Test
  void shouldGoOnInAnotherFileWhenTheDataNodeIsThereAgain() throws IOException {
    MirrorFiles files = files();
    MirrorOutput first = files.create("a/1/first");
    write(first, "flushed");
    first.flush();
    hdfs.stopDataNode();
    try {
      assertThatThrownBy(
              () -> {
                write(first, "lost");
                first.flush();
              })
          .isInstanceOf(IOException.class)
          .hasMessageContaining("HDFS: mirror=" + uri);
      assertThatThrownBy(first::close).isInstanceOf(IOException.class);
    } finally {
      hdfs.startDataNode();
    }
    try (MirrorOutput second = files.create("a/1/second")) {
      write(second, "more");
    }
    assertThat(content(another(), "a/1/first")).startsWith("flushed");
    assertThat(content(another(), "a/1/second")).isEqualTo("more");
  }

  @Test
  void shouldTellThatTheNameNodeIsAwayAndGoOnWhenItIsThereAgain() throws IOException {
    MirrorFiles files = files();
    MirrorOutput output = files.create("a/1/journal");
    write(output, "one,");
    output.flush();
    files.replace("a/1/manifest", bytes("one"));
    hdfs.stopNameNode();
    try {
      assertThatThrownBy(() -> files.replace("a/1/manifest", bytes("two")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("HDFS: mirror=" + uri);
      assertThatThrownBy(() -> another().list("a/1")).hasMessageContaining("Connection refused");
    } finally {
      hdfs.startNameNode();
    }
    assertThat(files.read("a/1/manifest")).hasValue(bytes("one"));
    write(output, "two");
    output.flush();
    files.replace("a/1/manifest", bytes("two"));
    assertThat(files.read("a/1/manifest")).hasValue(bytes("two"));
    assertThat(content(another(), "a/1/journal")).isEqualTo("one,two");
  }

  @Test
  void shouldTellOfSafeMode() throws IOException {
    MirrorFiles files = files();
    files.replace("a/1/manifest", bytes("one"));
    hdfs.safeMode(true);
    try {
      assertThatThrownBy(() -> files.replace("a/1/manifest", bytes("two")))
          .hasMessageContaining("safe mode");
      assertThatThrownBy(() -> Mirror.make(uri))
          .hasMessageContaining("mirror cannot be written: HDFS: mirror=" + uri)
          .hasMessageContaining("safe mode");
    } finally {
      hdfs.safeMode(false);
    }
    files.replace("a/1/manifest", bytes("two"));
    assertThat(files.read("a/1/manifest")).hasValue(bytes("two"));
  }

  @Test
  void shouldTakeTheLeaseFromAWriterWhoseFileIsRead() throws IOException {
    MirrorOutput zombie = files().create("a/1/journal");
    write(zombie, "counts");
    zombie.flush();
    assertThat(content(another(), "a/1/journal")).isEqualTo("counts");
    assertThatThrownBy(
            () -> {
              write(zombie, "too late");
              zombie.flush();
            })
        .isInstanceOf(IOException.class);
    assertThat(content(another(), "a/1/journal")).isEqualTo("counts");
  }

  @Test
  void shouldRefuseHdfsWithoutADirectory() {
    assertThatThrownBy(() -> Mirror.at("hdfs://name:8020"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "mirror on HDFS without a directory: uri=hdfs://name:8020; a directory on HDFS, as"
                + " hdfs://namenode:8020/millrace");
    assertThatThrownBy(() -> Mirror.at("s3a://bucket/mirror"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a mirror: uri=s3a://bucket/mirror; a directory that all hosts")
        .hasMessageContaining("as file:/mnt/mirror; or a directory on HDFS, as hdfs://");
  }
}
