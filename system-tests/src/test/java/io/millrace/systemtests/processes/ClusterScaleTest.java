package io.millrace.systemtests.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application whose owners have deleted the beginnings of their journals is scaled out: the new
 * worker gets copies from where those begin, and snapshots, and what is written stays right.
 */
@DisabledOnOs(OS.WINDOWS)
class ClusterScaleTest {
  private static final int LINES = 2_000;

  @TempDir Path directory;

  @Test
  void shouldMoveToANewWorkerWhatHasRunForLong() throws Exception {
    LedgerSite site = LedgerSite.in(directory);
    FileFeed file = new FileFeed(site.input(), new Purchases(1, "f", 300, 20), 1);
    file.start();
    ClusterSite cluster = new ClusterSite(directory);
    try (cluster) {
      cluster.start(2);
      deploy(cluster, site);
      for (String worker : List.of("w1", "w2", "w1")) { // each life begins another segment
        feedSome(site, file);
        awaitInSync(cluster);
        kill(cluster.workers().get(worker));
      }
      awaitInSync(cluster);
      feedSome(site, file);
      Await.until(
          () -> "no journal lacks its beginning, " + cluster.describe("ledger"),
          () -> journals("w1").anyMatch(journal -> !Files.exists(first(journal))));
      cluster.ask("scale", "ledger", "--workers", "3");
      Await.until(
          () -> "nothing is on w3, " + cluster.describe("ledger"),
          () -> cluster.describe("ledger").contains("\"owner\":\"w3\""));
      awaitInSync(cluster);
      assertThat(journals("w3")).anyMatch(journal -> Files.exists(journal.resolve("start")));
      feedSome(site, file);
      kill(cluster.workers().get("w2"));
      awaitInSync(cluster);
      assertAllIsWritten(site, file, cluster);
    } catch (Throwable e) {
      throw new AssertionError(e.getMessage() + cluster.printed(), e);
    }
  }

  private static Path first(Path journal) {
    return journal.resolve("0000000000");
  }

  private Stream<Path> journals(String worker) {
    try (Stream<Path> all = Files.walk(directory.resolve("cluster/workers/" + worker), 4)) {
      return all.filter(path -> path.getParent().endsWith("journals")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void kill(long pid) {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }

  private static void awaitInSync(ClusterSite cluster) {
    Await.until(
        () -> cluster.describe("ledger"),
        () -> !cluster.describe("ledger").contains("\"inSync\":false"));
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
        "--rewindable", // nothing is kept for long
        "0",
        "--set",
        "input=" + site.input(),
        "--set",
        "out=" + site.out());
  }

  private static void feedSome(LedgerSite site, FileFeed file) {
    long wanted = site.lines("totals.jsonl") + LINES / 2;
    file.allow(LINES);
    Await.until(
        () -> "lines=" + site.lines("totals.jsonl") + ", wanted=" + wanted,
        () -> site.lines("totals.jsonl") >= wanted);
  }

  private static void assertAllIsWritten(LedgerSite site, FileFeed file, ClusterSite cluster)
      throws IOException {
    Oracle oracle = new Oracle();
    file.finish().forEach(oracle::accept);
    Map<String, List<String>> expected = oracle.finish();
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
    site.assertWritten(expected);
  }
}
