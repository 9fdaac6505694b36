package io.millrace.cluster.scheduler.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cluster.scheduler.WorkerSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerCommandTest {
  @Test
  void shouldInheritOnlyWhatSuitsAnotherProcess() {
    List<String> flags =
        List.of(
            "-XX:CompilationMode=quick-only",
            "-XX:+UseParallelGC",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "-Xmx4g",
            "-XX:SharedArchiveFile=start.jsa",
            "-XX:ArchiveClassesAtExit=start.jsa",
            "-agentlib:jdwp=transport=dt_socket,server=y,address=5005",
            "-Dmillrace.out.terminal=true",
            "-Dchronicle.analytics.disable=true");

    assertThat(WorkerCommand.inherited(flags))
        .containsExactly(
            "-XX:+UseParallelGC",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "-XX:SharedArchiveFile=start.jsa",
            "-Dchronicle.analytics.disable=true");
  }

  @Test
  void shouldTakeAFlagMore() {
    assertThat(new WorkerCommand("java", List.of("-ea"), "a.jar", "Some").with("-Xint").flags())
        .containsExactly("-ea", "-Xint");
  }

  @Test
  void shouldGiveMostOfTheMemoryToTheHeap() {
    WorkerCommand command = new WorkerCommand("java", List.of("-ea"), "a.jar", "Some");

    assertThat(command.line(new WorkerSpec(1024, 1 << 20), List.of("--name", "w1")))
        .containsExactly("java", "-ea", "-Xmx768m", "-cp", "a.jar", "Some", "--name", "w1");
    assertThat(command.line(new WorkerSpec(10, 0), List.of()))
        .contains("-Xmx64m", "-XX:ActiveProcessorCount=0");
  }
}
