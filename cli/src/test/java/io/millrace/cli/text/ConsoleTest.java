package io.millrace.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsoleTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Console console =
      Console.terminal(
          new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
          new PrintStream(err, true, StandardCharsets.UTF_8),
          Map.of("NO_COLOR", "1"));

  private String printed() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void shouldWipeOutALongerProgressLine() {
    console.progress("12345");
    console.progress("12");

    assertThat(printed()).isEqualTo("\r12345\r12   ");
  }

  @Test
  void shouldMakeWayForALine() {
    console.progress("12");
    console.say("done");

    assertThat(printed()).isEqualTo("\r12\r  \rdone" + System.lineSeparator());
  }

  @Test
  void shouldKeepAProgressLineInOneLine() {
    console.progress("x".repeat(500));

    assertThat(printed()).hasSize(console.columns());
  }

  @Test
  void shouldMarkComplaints() {
    console.complain("oh no");

    assertThat(printed()).isEqualTo("error: oh no" + System.lineSeparator());
  }
}
