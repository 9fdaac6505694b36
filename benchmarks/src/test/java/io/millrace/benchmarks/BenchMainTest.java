package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.connector.files.JsonValues;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchMainTest {
  @Test
  void shouldTakeJsonEverywhereButWhereJmhHasItsOwn() {
    BenchMain.commandLine()
        .getSubcommands()
        .forEach(
            (name, verb) ->
                assertThat(verb.getCommandSpec().findOption("-o") != null)
                    .as(name)
                    .isEqualTo(!name.equals("jmh") && !name.equals("help")));
  }

  @Test
  void shouldPrintOneObjectOnStandardOutputIfJsonIsAskedFor() throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      String[] args = {"nexmark", "--query", "q1", "--events", "1000", "--runs", "1", "-o", "json"};
      assertThat(BenchMain.commandLine(args).execute(args)).isZero();
    } finally {
      System.setOut(before);
    }

    assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
    JsonNode answer = JsonValues.mapper().readTree(out.toByteArray());
    assertThat(answer.path("benchmark").asText()).isEqualTo("nexmark");
    JsonNode query = answer.path("queries").path(0);
    assertThat(query.path("query").asText()).isEqualTo("q1");
    assertThat(query.path("eventsPerSecond").path("median").asDouble()).isPositive();
    assertThat(query.path("last").path("results").asLong()).isPositive();
  }

  @Test
  void shouldTellAValueOutOfRangeWithoutAStackTrace() {
    StringWriter complaint = new StringWriter();
    CommandLine bench = BenchMain.commandLine("nexmark").setErr(new PrintWriter(complaint));

    assertThat(bench.execute("nexmark", "--events", "1", "--interval-us", "5000")).isEqualTo(2);
    assertThat(complaint.toString())
        .isEqualToIgnoringNewLines("error: interval out of range: us=5000; from 1 to 3000");
  }
}
