package io.millrace.systemtests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.connector.files.JsonValues;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SimulationMainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int simulate(String... args) {
    return SimulationMain.run(
        args,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private JsonNode answer() throws IOException {
    assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
    return JsonValues.mapper().readTree(out.toByteArray());
  }

  @Test
  void shouldPrintOneObjectIfJsonIsAskedFor() throws IOException {
    assertThat(simulate("--runs", "3", "--seed", "5", "-o", "json")).isZero();

    JsonNode answer = answer();
    assertThat(answer.path("held").asBoolean()).isTrue();
    assertThat(answer.path("runs").asLong()).isEqualTo(3);
    assertThat(answer.path("firstSeed").asLong()).isEqualTo(5);
    assertThat(answer.path("journalEntries").asLong()).isPositive();
    assertThat(answer.path("failure").isNull()).isTrue();
  }

  @Test
  void shouldTellTheFailureInTheObjectAndItsPlaceApart() throws IOException {
    assertThat(simulate("--runs", "500", "--mutant", "KEEP_DUPLICATES", "-o", "json")).isEqualTo(1);

    assertThat(answer().path("held").asBoolean()).isFalse();
    assertThat(answer().path("failure").asText()).contains("repeat it with: bin/millrace simulate");
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("FAILED seed=", "\tat ");
  }

  @Test
  void shouldRefuseAFormatThatItDoesNotKnow() {
    assertThat(simulate("-o", "xml")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("unknown format: -o xml");
  }
}
