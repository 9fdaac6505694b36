package io.millrace.systemtests.processes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A worker is emptied under load, by two coordinators, and killed when it is empty; then it comes
 * back into use. What is written is right all the while.
 */
@DisabledOnOs(OS.WINDOWS)
class ClusterDrainTest {
  private static final int LINES = 2_000;

  @TempDir Path directory;

  @Test
  void shouldEmptyAWorkerUnderLoadAndFillItAgain() throws Exception {
    LedgerSite site = LedgerSite.in(directory);
    FileFeed file = new FileFeed(site.input(), new Purchases(1, "f", 300, 20), 1);
    file.start();
    ClusterSite cluster = new ClusterSite(directory);
    try (cluster) {
      cluster.start(3);
      cluster.deploy(site, "--durability", "replicated", "--partitions", "6");
      feedSome(cluster, site, file);
      cluster.awaitInSync();
      assertThat(has(cluster, "w2")).isPositive();

      file.allow(2 * LINES);
      cluster.ask("cluster", "drain", "w2", "--no-wait");
      ClusterSite.signal("KILL", cluster.coordinator());
      cluster.start(3);
      assertThat(cluster.ask("cluster", "drain", "w2")).contains("w2 is drained");
      assertThat(has(cluster, "w2")).isZero();
      cluster.awaitInSync();
      assertThat(cluster.refused("cluster", "drain", "w1"))
          .contains("worker cannot be drained: worker=w1", "app=ledger", "left=[w3]");

      long first = cluster.workers().get("w2");
      ClusterSite.signal("KILL", first);
      feedSome(cluster, site, file);
      Await.until(
          () -> "w2 is not back: " + cluster.workers(),
          () -> cluster.workers().getOrDefault("w2", first) != first);
      feedSome(cluster, site, file);
      assertThat(has(cluster, "w2")).isZero();
      assertThat(worker(cluster, "w2").path("drain").asText()).isEqualTo("drained");

      cluster.ask("cluster", "drain", "w2", "--undo");
      Await.until(() -> "nothing on w2: " + cluster.ledger(), () -> has(cluster, "w2") > 0);
      feedSome(cluster, site, file);
      Oracle oracle = new Oracle();
      file.finish().forEach(oracle::accept);
      cluster.awaitWritten(site, oracle.finish());
    } catch (Throwable e) {
      throw new AssertionError(e.getMessage() + cluster.printed(), e);
    }
  }

  private static int has(ClusterSite cluster, String name) {
    JsonNode worker = worker(cluster, name);
    return worker.path("owns").asInt() + worker.path("follows").asInt();
  }

  private static JsonNode worker(ClusterSite cluster, String name) {
    for (JsonNode worker : cluster.api().get("/cluster").body().path("workers")) {
      if (worker.path("id").asText().equals(name)) {
        return worker;
      }
    }
    throw new AssertionError("no worker " + name);
  }

  private static void feedSome(ClusterSite cluster, LedgerSite site, FileFeed file) {
    cluster.feed(site, file, LINES, LINES / 2);
  }
}
