package io.millrace.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.CommandFailedException;
import io.millrace.cli.text.Console;
import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.cluster.directory.ClusterSettings;
import io.millrace.cluster.directory.CoordinatorAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ClusterStartTest {
  @TempDir Path dir;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private ClusterDirectory directory() {
    return new ClusterDirectory(dir.resolve("c"));
  }

  private JsonNode start() throws InterruptedException {
    PrintStream stream = new PrintStream(said, true);
    return new ClusterStart(
            directory(),
            new ClusterSettings("c", "local", 2, 256, false, null),
            Console.plain(stream, stream),
            SmallCoordinator.class.getName())
        .untilReady();
  }

  private ProcessHandle coordinator() {
    return ProcessHandle.of(directory().coordinator().map(CoordinatorAddress::pid).orElseThrow())
        .orElseThrow();
  }

  @AfterEach
  void endAll() {
    directory()
        .coordinator()
        .flatMap(coordinator -> ProcessHandle.of(coordinator.pid()))
        .filter(process -> process.pid() != ProcessHandle.current().pid())
        .ifPresent(ProcessHandle::destroyForcibly);
  }

  @Test
  void shouldStartACoordinatorOnceAndAnotherWhenItWasKilled() throws Exception {
    assertThat(start().path("workers")).hasSize(2);
    ProcessHandle first = coordinator();
    assertThat(ClusterSettings.read(directory()))
        .contains(new ClusterSettings("c", "local", 2, 256, false, null));
    assertThat(Files.readString(directory().log("coordinator"))).contains("serves ");
    assertThat(directory().secret()).isNotEmpty();

    assertThatThrownBy(this::start).hasMessageContaining("cluster runs already");
    first.destroyForcibly();
    first.onExit().get();

    assertThat(start().path("workers")).hasSize(2);
    assertThat(coordinator().pid()).isNotEqualTo(first.pid());
  }

  @Test
  void shouldTellWhyACoordinatorEndedAtItsStart() throws IOException {
    directory().create();
    Files.createFile(dir.resolve("c").resolve("fail"));

    assertThatThrownBy(this::start)
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("coordinator ended at its start")
        .hasMessageContaining("disk is full")
        .hasMessageContaining("coordinator.log");
  }
}
