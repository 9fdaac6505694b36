package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchMainTest {
  @Test
  void shouldTellAValueOutOfRangeWithoutAStackTrace() {
    StringWriter complaint = new StringWriter();
    CommandLine bench = BenchMain.commandLine("nexmark").setErr(new PrintWriter(complaint));

    assertThat(bench.execute("nexmark", "--events", "1", "--interval-us", "5000")).isEqualTo(2);
    assertThat(complaint.toString())
        .isEqualToIgnoringNewLines("error: interval out of range: us=5000; from 1 to 3000");
  }
}
