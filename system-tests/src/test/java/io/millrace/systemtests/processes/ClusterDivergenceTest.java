package io.millrace.systemtests.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A function that looks at the clock is found out by followers, and the alarm is seen. */
class ClusterDivergenceTest {
  private static final int LINES = 2_000;

  @TempDir Path directory;

  @Test
  void shouldTellThatAFunctionIsNotDeterministic() throws Exception {
    LedgerSite site = LedgerSite.in(directory);
    FileFeed file = new FileFeed(site.input(), new Purchases(1, "f", 300, 20), 1);
    file.start();
    ClusterSite cluster = new ClusterSite(directory);
    try (cluster) {
      cluster.start(2);
      cluster.deploy(
          site, "--durability", "replicated", "--partitions", "2", "--set", "erratic=yes");
      cluster.awaitInSync();
      cluster.feed(site, file, LINES, LINES / 2);
      Await.until(
          () -> "no alarm: " + cluster.ledger(),
          () -> cluster.ledger().path("history").toString().contains("folded otherwise"));
      assertThat(cluster.ask("describe", "ledger"))
          .contains("folded otherwise than its owner: epoch=", "a function is not deterministic");
      Await.until(
          cluster::printed,
          () ->
              cluster.printed().contains("ERROR")
                  && cluster.printed().contains("follower folded otherwise than its owner"));
      cluster.feed(site, file, LINES, LINES / 2);
      file.finish();
    } catch (Throwable e) {
      throw new AssertionError(e.getMessage() + cluster.printed(), e);
    }
  }
}
