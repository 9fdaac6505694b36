package io.millrace.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverDirectoryTest {
  @TempDir Path parent;

  @Test
  void shouldRemoveWhatADeadProcessHasLeftAndNothingElse() throws Exception {
    Path dead = Files.createDirectories(parent.resolve("millrace-transport-dead/sub"));
    Files.writeString(dead.resolve("cnc.dat"), "left");
    Files.writeString(parent.resolve("millrace-transport-dead.lock"), "");
    Path other = Files.writeString(parent.resolve("other.lock"), "");
    try (DriverDirectory living = DriverDirectory.take(parent)) {
      Files.createDirectories(living.path());
      try (DriverDirectory second = DriverDirectory.take(parent)) {
        assertThat(living.path()).exists();
        assertThat(second.path()).isNotEqualTo(living.path());
      }
      assertThat(dead.getParent()).doesNotExist();
      assertThat(parent.resolve("millrace-transport-dead.lock")).doesNotExist();
      assertThat(other).exists();
      assertThat(living.path()).exists();
    }
    assertThat(parent.toFile().list()).containsExactly("other.lock");
  }

  @Test
  void shouldSayWhereThereIsNoPlace() throws Exception {
    Path file = Files.writeString(parent.resolve("file"), "");
    assertThatThrownBy(() -> DriverDirectory.take(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("directory=" + file);
  }
}
