package io.millrace.systemtests.processes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.systemtests.mirror.MiniHdfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application on three workers with followers and a mirror: while a file grows, the workers that
 * hold a partition lose their directories, then all workers. What is written in the end is what a
 * sequential program computes. {@code -Dmillrace.cluster.restores=N} for more of it.
 */
@DisabledOnOs(OS.WINDOWS)
class ClusterRestoreTest {
  private static final String SEED = "millrace.seed";
  private static final String RESTORES = "millrace.cluster.restores";
  private static final int LINES = 3000;

  @TempDir Path directory;

  private final long seed = Long.getLong(SEED, System.nanoTime() & 0xFFFFFFF);
  private final Random random = new Random(seed);
  private final List<String> history = new ArrayList<>();

  @Test
  void shouldWriteTheSameThoughAllCopiesOfAJournalAreLost() throws Exception {
    LedgerSite site = LedgerSite.in(directory);
    FileFeed file = new FileFeed(site.input(), new Purchases(seed, "f", 300, 20), seed);
    file.start();
    Path mirror = directory.resolve("mirror");
    ClusterSite cluster = new ClusterSite(directory);
    try (cluster) {
      cluster.start(3, "--mirror", mirror.toUri().toString());
      cluster.deploy(site, "--durability", "replicated", "--partitions", "4");
      feedSome(cluster, site, file);
      goOnWithoutMirror(cluster, site, file, mirror);
      for (int i = 0; i < Integer.getInteger(RESTORES, 2); i++) {
        feedSome(cluster, site, file);
        cluster.awaitInSync();
        awaitMirrored(cluster);
        feedSome(cluster, site, file);
        lose(cluster, i % 2 == 0 ? holders(cluster.ledger()) : cluster.workers().keySet());
        awaitGeneration(cluster, i + 1);
      }
      assertThat(cluster.ask("describe", "ledger"))
          .contains("lost with all copies, back to mirrored epoch")
          .contains("Mirror: all can go back to epoch");
      feedSome(cluster, site, file);

      Oracle oracle = new Oracle();
      file.finish().forEach(oracle::accept);
      cluster.awaitWritten(site, oracle.finish());
    } catch (Throwable e) {
      throw new AssertionError(
          "-D"
              + SEED
              + "="
              + seed
              + ", history="
              + history
              + ": "
              + e.getMessage()
              + cluster.printed(),
          e);
    }
  }

  /**
   * Real daemons: the NameNode is away for a while, later the DataNode, then all workers' disks,
   * with state that is not in the heap.
   */
  @Test
  void shouldComeBackFromHdfsThatWasAwayMeanwhile() throws Exception {
    LedgerSite site = LedgerSite.in(directory);
    FileFeed file = new FileFeed(site.input(), new Purchases(seed, "f", 300, 20), seed);
    file.start();
    ClusterSite cluster = new ClusterSite(directory);
    try (MiniHdfs hdfs = new MiniHdfs(directory);
        cluster) {
      cluster.start(2, "--mirror", hdfs.uri("millrace"));
      cluster.deploy(site, "--durability", "replicated", "--partitions", "4", "--state", "rocksdb");
      feedSome(cluster, site, file);
      awaitMirrored(cluster);
      hdfs.stopNameNode();
      feedSome(cluster, site, file);
      awaitMirrorFailing(cluster);
      hdfs.startNameNode();
      awaitMirrored(cluster);
      hdfs.stopDataNode();
      feedSome(cluster, site, file);
      awaitMirrorFailing(cluster);
      hdfs.startDataNode();
      awaitMirrored(cluster);
      lose(cluster, cluster.workers().keySet());
      awaitGeneration(cluster, 1);
      feedSome(cluster, site, file);

      Oracle oracle = new Oracle();
      file.finish().forEach(oracle::accept);
      cluster.awaitWritten(site, oracle.finish());
    } catch (Throwable e) {
      throw new AssertionError(
          "-D" + SEED + "=" + seed + ": " + e.getMessage() + cluster.printed(), e);
    }
  }

  /** With durability {@code mirrored} nothing goes back: the mirror has all that was acted on. */
  @Test
  void shouldGoOnWhereItWasThoughAllHostsAreLost() throws Exception {
    LedgerSite site = LedgerSite.in(directory);
    FileFeed file = new FileFeed(site.input(), new Purchases(seed, "f", 300, 20), seed);
    file.start();
    Path mirror = directory.resolve("mirror");
    ClusterSite cluster = new ClusterSite(directory);
    try (cluster) {
      cluster.start(2, "--mirror", mirror.toUri().toString());
      cluster.deploy(site, "--durability", "mirrored", "--partitions", "4");
      feedSome(cluster, site, file);
      cluster.awaitInSync();
      Path away = moveAway(cluster, mirror);
      cluster.feed(site, file, LINES, 0);
      awaitLag(cluster); // for what nobody may act on, since it is not mirrored
      lose(cluster, cluster.workers().keySet());
      Files.move(away, mirror);
      feedSome(cluster, site, file);
      String lost = holders(cluster.ledger()).iterator().next();
      lose(cluster, Set.of(lost)); // whatever its followers have
      feedSome(cluster, site, file);
      assertThat(cluster.ask("describe", "ledger"))
          .contains("lost with all copies, restored from the mirror")
          .doesNotContain("generation");

      Oracle oracle = new Oracle();
      file.finish().forEach(oracle::accept);
      cluster.awaitWritten(site, oracle.finish());
    } catch (Throwable e) {
      throw new AssertionError(
          "-D" + SEED + "=" + seed + ": " + e.getMessage() + cluster.printed(), e);
    }
  }

  private static void awaitMirrorFailing(ClusterSite cluster) {
    Await.until(
        () -> cluster.ledger().toString(),
        () -> cluster.ledger().path("mirror").toString().contains("HDFS: mirror=hdfs://"));
  }

  /** A mirror that is away holds up nothing, and goes on by itself. */
  private void goOnWithoutMirror(ClusterSite cluster, LedgerSite site, FileFeed file, Path mirror)
      throws IOException {
    awaitMirrored(cluster);
    Path away = moveAway(cluster, mirror);
    feedSome(cluster, site, file);
    Files.move(away, mirror);
    awaitMirrored(cluster);
  }

  /** Moves the mirror away, and waits until it is missed. */
  private static Path moveAway(ClusterSite cluster, Path mirror) throws IOException {
    Path away = mirror.resolveSibling("away");
    Files.move(mirror, away);
    Await.until(
        () -> cluster.ledger().toString(),
        () -> cluster.ledger().path("mirror").toString().contains("directory is not there"));
    return away;
  }

  /** Waits until there are entries in journals that are not folded. */
  private static void awaitLag(ClusterSite cluster) {
    Await.until(
        () -> cluster.ledger().toString(),
        () ->
            cluster.ledger().path("partitions").findValues("lag").stream()
                .anyMatch(lag -> lag.asLong() > 0));
  }

  /** Waits until all partitions are written to the mirror, and can go back. */
  private static void awaitMirrored(ClusterSite cluster) {
    long now = cluster.ledger().path("epoch").asLong();
    Await.until(
        () -> "since epoch " + now + ": " + cluster.ledger(),
        () -> cluster.ledger().path("mirror").path("epoch").asLong() >= now);
  }

  /** The workers that hold one of the partitions. */
  private Set<String> holders(JsonNode ledger) {
    JsonNode partition = ledger.path("partitions").get(random.nextInt(4));
    history.add("partition " + partition.path("id"));
    return new TreeSet<>(
        List.of(partition.path("owner").asText(), partition.path("follower").asText()));
  }

  /** They stand still while their directories go, so that all is lost at one moment. */
  private void lose(ClusterSite cluster, Set<String> names) throws Exception {
    Map<String, Long> pids = cluster.workers();
    history.add(names + " lost");
    for (String name : names) {
      ClusterSite.signal("STOP", pids.get(name));
    }
    for (String name : names) {
      delete(cluster.worker(name));
    }
    for (String name : names) {
      ClusterSite.signal("KILL", pids.get(name));
    }
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void awaitGeneration(ClusterSite cluster, int generation) {
    Await.until(
        () -> cluster.ledger().toString(),
        () ->
            cluster.ledger().path("phase").asText().equals("running")
                && cluster
                    .ledger()
                    .path("history")
                    .toString()
                    .contains("generation " + generation + " begins"));
  }

  /** Lets the file grow; goes on when half of that is written, so that much is under way. */
  private static void feedSome(ClusterSite cluster, LedgerSite site, FileFeed file) {
    cluster.feed(site, file, LINES, LINES / 2);
  }
}
