package io.millrace.systemtests.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application on a cluster that encrypts gets other code, whose state is of another type, is
 * stopped and deployed again, while a file grows.
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
      cluster.deploy(site);
      cluster.feed(site, file, LINES, LINES / 2);
      cluster.ask("update", "ledger", changed.toString(), "--set", "windows=later");
      assertThat(cluster.ledger().path("version").asInt()).isEqualTo(2);
      cluster.feed(site, file, LINES, LINES / 2);
      assertThat(cluster.refused("update", "ledger", "--to", "1"))
          .contains("windows", "open", "sum", "cannot become");
      cluster.ask("stop", "ledger", "--keep-state");
      cluster.deploy(site.withJar(changed), "--set", "windows=later");
      cluster.feed(site, file, LINES, LINES / 2);

      Oracle oracle = new Oracle();
      file.finish().forEach(oracle::accept);
      cluster.awaitWritten(site, oracle.finish());
    }
  }
}
