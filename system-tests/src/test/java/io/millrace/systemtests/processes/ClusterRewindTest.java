package io.millrace.systemtests.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application on two workers with followers is rewound while a file grows: by a time, and to a
 * savepoint while processes are killed. What is written in the end is what a sequential program
 * computes.
 */
@DisabledOnOs(OS.WINDOWS)
class ClusterRewindTest {
  private static final int LINES = 4000;

  @TempDir Path directory;

  @Test
  void shouldWriteTheSameHoweverOftenItIsRewound() throws Exception {
    LedgerSite site = LedgerSite.in(directory);
    FileFeed file = new FileFeed(site.input(), new Purchases(1, "f", 300, 20), 1);
    file.start();
    ClusterSite cluster = new ClusterSite(directory);
    try (cluster) {
      cluster.start(2);
      deploy(cluster, site);
      feedSome(site, file);
      cluster.ask("savepoint", "create", "ledger", "monday");
      assertThat(cluster.ask("savepoint", "list", "ledger")).contains("monday");
      feedSome(site, file);
      Await.within(10_000_000_000L, () -> false); // so that there is a past
      feedSome(site, file);

      assertThat(cluster.ask("rewind", "ledger", "--to", "10s")).contains("generation 1");
      feedSome(site, file);
      assertThat(cluster.describe("ledger")).contains("generation 1 begins");
      assertThatThrownBy(() -> cluster.ask("rewind", "ledger", "--to", "9h"))
          .hasMessageContaining("it can be rewound to epochs");

      loseWhileRewinding(cluster);
      feedSome(site, file);

      Oracle oracle = new Oracle();
      file.finish().forEach(oracle::accept);
      Map<String, List<String>> expected = oracle.finish();
      awaitWritten(site, expected, cluster);
      site.assertWritten(expected);

      cluster.ask("rewind", "ledger", "--to", "5s");
      awaitWritten(site, expected, cluster);
      site.assertWritten(expected);
    } catch (Throwable e) {
      throw new AssertionError(e.getMessage() + cluster.printed(), e);
    }
  }

  /** A worker and the coordinator are gone in the moment in which the rewind is decided. */
  private static void loseWhileRewinding(ClusterSite cluster) throws Exception {
    long worker = cluster.workers().values().iterator().next();
    long coordinator = cluster.coordinator();
    cluster.ask("rewind", "ledger", "--to", "monday");
    kill(worker);
    kill(coordinator);
    cluster.start(2);
  }

  private static void kill(long pid) throws Exception {
    new ProcessBuilder("kill", "-KILL", Long.toString(pid)).start().waitFor();
  }

  private static void awaitWritten(
      LedgerSite site, Map<String, List<String>> expected, ClusterSite cluster) {
    expected.forEach(
        (name, lines) ->
            Await.until(
                () ->
                    name
                        + ", lines="
                        + site.lines(name)
                        + ", expected="
                        + lines.size()
                        + ", "
                        + cluster.describe("ledger"),
                () -> site.lines(name) >= lines.size()));
  }

  private static void deploy(ClusterSite cluster, LedgerSite site) {
    cluster.ask(
        "deploy",
        site.jar().toString(),
        "--name",
        "ledger",
        "--durability",
        "replicated",
        "--partitions",
        "4",
        "--set",
        "input=" + site.input(),
        "--set",
        "out=" + site.out());
  }

  /** Lets the file grow; goes on when half of that is written, so that much is under way. */
  private static void feedSome(LedgerSite site, FileFeed file) {
    long wanted = site.lines("totals.jsonl") + LINES / 2;
    file.allow(LINES);
    Await.until(
        () -> "lines=" + site.lines("totals.jsonl") + ", wanted=" + wanted,
        () -> site.lines("totals.jsonl") >= wanted);
  }
}
