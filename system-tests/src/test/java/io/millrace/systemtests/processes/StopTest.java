package io.millrace.systemtests.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.systemtests.processes.app.Purchase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What SIGTERM does, compared with what SIGKILL does. */
class StopTest {
  private static final int LINES = 2000;

  @TempDir Path directory;

  private final Purchases purchases = new Purchases(1, "f", 30, 5);
  private final Oracle oracle = new Oracle();

  private void append(LedgerSite site, int lines) throws IOException {
    List<Purchase> more = Stream.generate(purchases::next).limit(lines).toList();
    more.forEach(oracle::accept);
    site.append(more);
  }

  private void awaitTotals(LedgerSite site, MillraceProcess process, int lines) {
    process.await(() -> lines + " totals", () -> site.lines("totals.jsonl") >= lines);
  }

  @Test
  void shouldReplayNothingAfterAnOrderlyStopAndGoOn() throws IOException {
    LedgerSite site = LedgerSite.in(directory);
    append(site, LINES);
    try (MillraceProcess first = site.start()) {
      awaitTotals(site, first, LINES);
      first.kill();
    }
    try (MillraceProcess second = site.start("-o", "json")) {
      Api api = new Api(second.awaitAddress());
      second.await(() -> "a replay", () -> api.counter("records_replayed") >= LINES);
      second.terminate();
      assertThat(second.awaitExit()).as(second::output).isZero();
      assertThat(second.output()).contains("\"records\":0,", "\"emitted\":0,");
      assertThat(second.output()).contains("stopping after a snapshot").contains("stopped");
    }
    try (MillraceProcess third = site.start("-o", "json")) {
      Api api = new Api(third.awaitAddress());
      assertThat(api.counter("records_in")).as(third::output).isZero();
      append(site, 100);
      awaitTotals(site, third, LINES + 100);
      assertThat(api.counter("records_in")).isBetween(100L, 400L);
      Map<String, List<String>> expected = oracle.finish();
      site.awaitLines(third, expected);
      third.terminate();
      assertThat(third.awaitExit()).as(third::output).isZero();
      site.assertWritten(expected);
      assertThat(third.output()).contains("\"outcome\":\"stopped\"").contains("\"records\":100");
    }
  }
}
