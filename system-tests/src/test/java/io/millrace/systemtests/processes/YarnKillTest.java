package io.millrace.systemtests.processes;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster on YARN, on real daemons: a worker, the application master and a NodeManager are killed
 * while a file grows. What is written in the end is what a sequential program computes.
 */
@EnabledOnOs(OS.LINUX)
class YarnKillTest {
  private static final String SEED = "millrace.seed";

  @TempDir Path directory;

  private final long seed = Long.getLong(SEED, System.nanoTime() & 0xFFFFFFF);

  @Test
  void shouldWriteTheSameWhateverProcessIsLost(TestReporter reporter) throws Exception {
    assumeTrue(
        Files.isDirectory(HadoopDaemons.jars().resolve("lib")),
        "Hadoop's daemons are laid out by 'mvn verify' only");
    Path own = Files.createDirectories(directory.resolve("hadoop"));
    try (HadoopDaemons hadoop = new HadoopDaemons(own)) {
      try {
        run(hadoop, reporter);
      } catch (Throwable e) {
        throw new AssertionError(
            "-D" + SEED + "=" + seed + ": " + e.getMessage() + hadoop.printed(), e);
      }
    }
  }

  private void run(HadoopDaemons hadoop, TestReporter reporter) throws Exception {
    LedgerSite site = LedgerSite.in(directory);
    FileFeed file = new FileFeed(site.input(), new Purchases(seed, "f", 300, 20), seed);
    file.start();
    ClusterSite cluster =
        ClusterSite.onYarn(directory, hadoop.uri("/clusters/c"), hadoop.environment());
    long beganNs = System.nanoTime();
    cluster.start(2);
    long readyMs = (System.nanoTime() - beganNs) / 1_000_000;
    cluster.deploy(site, "--durability", "replicated", "--partitions", "4", "--state", "rocksdb");
    cluster.feed(site, file, 1_000, 500);
    cluster.awaitInSync();

    ClusterSite.signal("KILL", cluster.workers().get("w1"));
    cluster.feed(site, file, 1_000, 500);
    cluster.awaitInSync();

    long coordinator = cluster.coordinator();
    ClusterSite.signal("KILL", coordinator);
    cluster.feed(site, file, 1_000, 500);
    Await.until(() -> "another coordinator", () -> cluster.coordinator() != coordinator);
    cluster.awaitInSync();

    hadoop.killNode(1);
    cluster.feed(site, file, 1_000, 500);
    hadoop.awaitLostNodes(1);
    cluster.awaitWorkers(List.of("w1", "w2"));
    cluster.awaitInSync();
    cluster.feed(site, file, 1_000, 500);

    Oracle oracle = new Oracle();
    file.finish().forEach(oracle::accept);
    cluster.awaitWritten(site, oracle.finish());
    cluster.insist("cluster", "stop");
    hadoop.awaitFinished(1);
    reporter.publishEntry(
        Map.of(
            "seed", Long.toString(seed),
            "lines read", Long.toString(file.count()),
            "submit to ready, ms", Long.toString(readyMs)));
  }
}
