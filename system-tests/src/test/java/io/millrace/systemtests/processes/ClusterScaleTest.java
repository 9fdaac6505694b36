package io.millrace.systemtests.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application with its state on disk, whose owners have deleted the beginnings of their
 * journals, is scaled out: new workers get copies from where those begin, and snapshots. Then it is
 * scaled in again. What is written stays right.
 */
@DisabledOnOs(OS.WINDOWS)
class ClusterScaleTest {
  private static final int LINES = 2_000;

  @TempDir Path directory;

  @Test
  void shouldMoveToNewWorkersAndBackWhatHasRunForLong() throws Exception {
    LedgerSite site = LedgerSite.in(directory);
    FileFeed file = new FileFeed(site.input(), new Purchases(1, "f", 300, 20), 1);
    file.start();
    ClusterSite cluster = new ClusterSite(directory);
    try (cluster) {
      cluster.start(2);
      // what is kept for rewinds would keep the beginnings of journals
      cluster.deploy(site, options());
      for (String worker : List.of("w1", "w2", "w1")) { // each life begins another segment
        feedSome(cluster, site, file);
        cluster.awaitInSync();
        ClusterSite.signal("KILL", cluster.workers().get(worker));
      }
      cluster.awaitInSync();
      feedSome(cluster, site, file);
      Await.until(
          () -> "a journal has its beginning still, " + cluster.ledger(),
          () ->
              Stream.of("w1", "w2")
                  .flatMap(this::journals)
                  .noneMatch(journal -> Files.exists(first(journal))));
      cluster.ask("scale", "ledger", "--workers", "4");
      feedSome(cluster, site, file);
      for (String worker : List.of("w3", "w4")) {
        Await.until(
            () -> "nothing is on " + worker + ", " + cluster.ledger(), () -> owns(cluster, worker));
      }
      cluster.awaitInSync();
      assertThat(journals("w3")).anyMatch(journal -> Files.exists(journal.resolve("start")));
      feedSome(cluster, site, file);
      ClusterSite.signal("KILL", cluster.workers().get("w2"));
      cluster.awaitInSync();
      cluster.ask("scale", "ledger", "--workers", "2");
      feedSome(cluster, site, file);
      Await.until(
          () -> "not on two workers, " + cluster.ledger(),
          () -> Stream.of("w1", "w2", "w3", "w4").filter(one -> owns(cluster, one)).count() == 2);
      cluster.awaitInSync();
      Oracle oracle = new Oracle();
      file.finish().forEach(oracle::accept);
      cluster.awaitWritten(site, oracle.finish());
    } catch (Throwable e) {
      throw new AssertionError(e.getMessage() + cluster.printed(), e);
    }
  }

  private static String[] options() {
    return ("--durability replicated --partitions 4 --rewindable 0"
            + " --state rocksdb --state-memory 16m")
        .split(" ");
  }

  private static boolean owns(ClusterSite cluster, String worker) {
    return cluster.ledger().toString().contains("\"owner\":\"" + worker + "\"");
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

  private static void feedSome(ClusterSite cluster, LedgerSite site, FileFeed file) {
    cluster.feed(site, file, LINES, LINES / 2);
  }
}
