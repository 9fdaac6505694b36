package io.millrace.scheduler.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExitCauseTest {

  @Test
  void shouldSayInWordsWhatYarnSaysInNumbers() {
    assertThat(ExitCause.text(137, "")).isEqualTo("killed (SIGKILL)");
    assertThat(ExitCause.text(-103, "")).contains("virtual memory", "vmem-check-enabled");
    assertThat(ExitCause.text(-104, "")).contains("its memory", "raise --memory");
    assertThat(ExitCause.text(-100, "Container released on a *lost* node"))
        .contains("node was lost");
    assertThat(ExitCause.text(154, "")).contains("NodeManager");
    assertThat(ExitCause.text(-12345, "x")).isEqualTo("exit code -12345");
  }

  @Test
  void shouldShowWhatAProcessThatFailedSaidLast() {
    String diagnostics =
        """
        [2026-11-30 08:00:00.000]Container exited with a non-zero exit code 1. Error file: prelaunch.err.
        Last 4096 bytes of stderr :
        Exception in thread "main" java.lang.IllegalStateException: no cluster here: dir=hdfs://c
        \tat io.millrace.Main.main(Main.java:1)
        For more detailed output, check the application tracking page
        . Failing the application.
        """;
    assertThat(ExitCause.text(1, diagnostics))
        .isEqualTo(
            "exit code 1: Exception in thread \"main\" java.lang.IllegalStateException: no cluster"
                + " here: dir=hdfs://c");
  }
}
