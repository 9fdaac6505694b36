package io.millrace.scheduler.mesos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.scheduler.mesos.tasks.StoredContainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFrameworkStoreTest {
  private static final StoredFramework FRAMEWORK =
      new StoredFramework(
          1,
          "e8bf7686-c7b9-4637-a962-68f2bf1f01d2-0001",
          List.of(
              new StoredContainer(
                  "w1", 7, "e8bf7686-c7b9-4637-a962-68f2bf1f01d2-S0", "node1", true, true),
              new StoredContainer("w2", 0, null, null, false, false)));

  @TempDir Path dir;
  private Path file;
  private FileFrameworkStore store;

  @BeforeEach
  void open() {
    file = dir.resolve(FileFrameworkStore.NAME);
    store = new FileFrameworkStore(new ClusterDirectory(dir));
  }

  @Test
  void shouldReadWhatWasWrittenAndNothingBefore() {
    assertThat(store.read()).isEmpty();
    store.write(StoredFramework.none());
    store.write(FRAMEWORK);
    assertThat(new FileFrameworkStore(new ClusterDirectory(dir)).read()).contains(FRAMEWORK);
  }

  @Test
  void shouldReadTheFixtureOfVersionOneAndWriteTheSame() throws IOException {
    String fixture =
        new String(
            getClass().getResourceAsStream("/formats/mesos-v1.json").readAllBytes(),
            java.nio.charset.StandardCharsets.UTF_8);
    store.write(StoredFramework.none());
    Files.writeString(file, fixture);
    assertThat(store.read()).contains(FRAMEWORK);
    store.write(FRAMEWORK);
    assertThat(file).hasContent(fixture.strip());
  }

  @Test
  void shouldRefuseWhatItDoesNotKnow() throws IOException {
    store.write(StoredFramework.none());
    Files.writeString(file, "{\"version\":2,\"id\":null,\"containers\":[]}");
    assertThatThrownBy(store::read).hasMessageContaining("version=2, known=1");
    Files.writeString(file, "{\"version\":1,");
    assertThatThrownBy(store::read).hasMessageContaining("file damaged: file=" + file);
  }
}
