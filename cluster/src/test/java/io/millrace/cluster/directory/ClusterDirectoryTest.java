package io.millrace.cluster.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterDirectoryTest {
  @TempDir Path dir;

  @Test
  void shouldMakeASecretThatIsTheOwnersAlone() throws IOException {
    ClusterDirectory directory = new ClusterDirectory(dir.resolve("c"));
    assertThat(directory.exists()).isFalse();
    directory.create();
    byte[] secret = directory.secret();

    directory.create();
    assertThat(directory.exists()).isTrue();
    assertThat(directory.secret()).hasSize(64).isEqualTo(secret);
    Path file = dir.resolve("c").resolve("secret");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    ClusterDirectory other = new ClusterDirectory(dir.resolve("d"));
    other.create();
    assertThat(other.secret()).isNotEqualTo(secret);

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(directory::secret).hasMessageContaining("open to others");
  }

  @Test
  void shouldTellWhereTheCoordinatorIs() {
    ClusterDirectory directory = new ClusterDirectory(dir);
    assertThat(directory.coordinator()).isEmpty();
    CoordinatorAddress first =
        new CoordinatorAddress(1, 42, "host", "127.0.0.1:1", "http://127.0.0.1:2");
    CoordinatorAddress second =
        new CoordinatorAddress(2, 43, "host", "127.0.0.1:3", "http://127.0.0.1:4");

    directory.announce(first);
    assertThat(directory.coordinator()).contains(first);
    directory.announce(second);
    assertThat(directory.coordinator()).contains(second);
  }

  @Test
  void shouldLetOneCoordinatorAtATimeIn() {
    ClusterDirectory directory = new ClusterDirectory(dir);
    directory.create();
    Optional<CoordinatorLock> lock = CoordinatorLock.tryTake(directory);

    assertThat(CoordinatorLock.tryTake(directory)).isEmpty();
    lock.orElseThrow().close();
    assertThat(CoordinatorLock.tryTake(directory)).isPresent();
  }

  @Test
  void shouldKeepEachJarOnceUnderItsHash() throws IOException {
    ArtefactStore store = new ClusterDirectory(dir).artefacts();

    Path kept = store.put(stream("abc"));
    assertThat(kept).isEqualTo(store.put(stream("abc"))).hasContent("abc");
    assertThat(kept)
        .hasFileName("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad.jar");
    store.put(stream("other"));
    try (Stream<Path> files = Files.list(dir.resolve("artifacts"))) {
      assertThat(files).hasSize(2);
    }
  }

  private static ByteArrayInputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
