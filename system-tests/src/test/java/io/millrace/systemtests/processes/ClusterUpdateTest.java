package io.millrace.systemtests.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application on a cluster that encrypts gets other code, is stopped and deployed again, while a
 * file grows.
 */
class ClusterUpdateTest {
  private static final int LINES = 3000;

  @TempDir Path directory;

  @Test
  void shouldGoOnExactlyWithOtherCodeAndAfterAStop() throws Exception {
    LedgerSite site = LedgerSite.in(directory);
    Path changed = ApplicationJars.changed(site.jar(), directory.resolve("changed.jar"));
    FileFeed file = new FileFeed(site.input(), new Purchases(1, "f", 300, 20), 1);
    file.start();
    try (ClusterSite cluster = new ClusterSite(directory)) {
      cluster.start(2, "--encryption", "on");
      assertThatThrownBy(() -> cluster.start(2, "--encryption", "off"))
          .hasMessageContaining("encryption cannot be changed while workers run");
      deploy(cluster, site, site.jar());
      feedSome(site, file);
      cluster.ask("update", "ledger", changed.toString());
      assertThat(cluster.describe("ledger")).contains("\"version\":2");
      feedSome(site, file);
      cluster.ask("stop", "ledger", "--keep-state");
      deploy(cluster, site, changed);
      feedSome(site, file);

      Oracle oracle = new Oracle();
      file.finish().forEach(oracle::accept);
      Map<String, List<String>> expected = oracle.finish();
      expected.forEach(
          (name, lines) ->
              Await.until(
                  () -> name + ", lines=" + site.lines(name) + ", expected=" + lines.size(),
                  () -> site.lines(name) >= lines.size()));
      site.assertWritten(expected);
    }
  }

  private static void deploy(ClusterSite cluster, LedgerSite site, Path jar) {
    List<String> arguments = new ArrayList<>(List.of("deploy", jar.toString(), "--name", "ledger"));
    arguments.addAll(List.of("--set", "input=" + site.input(), "--set", "out=" + site.out()));
    cluster.ask(arguments.toArray(String[]::new));
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
