package io.millrace.cli.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {
  private static PrintStream nowhere() {
    return new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
  }

  @Test
  void shouldAlignTextLeftAndNumbersRight() {
    Table table = new Table("NAME", "#COUNT").row("a", 5).row("longer", 12_345).row(null, null);

    assertThat(table.format(Console.plain(nowhere(), nowhere())))
        .isEqualTo(
            """
            NAME    COUNT
            a           5
            longer  12345
            -           -""");
  }

  @Test
  void shouldColourHeadsOnATerminalUnlessToldNotTo() {
    Table table = new Table("NAME").row("a");

    Map<String, String> usual = Map.of("TERM", "xterm");
    Map<String, String> without = Map.of("TERM", "xterm", "NO_COLOR", "1");
    assertThat(table.format(Console.terminal(nowhere(), nowhere(), usual))).contains("\u001b[");
    assertThat(table.format(Console.terminal(nowhere(), nowhere(), without)))
        .doesNotContain("\u001b[");
  }

  @Test
  void shouldRefuseARowOfAnotherWidth() {
    assertThatThrownBy(() -> new Table("A", "B").row("a")).hasMessageContaining("cells=1");
  }
}
