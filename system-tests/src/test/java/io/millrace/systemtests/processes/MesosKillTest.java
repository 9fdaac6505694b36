package io.millrace.systemtests.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster on a simulated Mesos whose agents run real processes: a worker and the coordinator are
 * killed, the application is scaled, updated and rewound, the cluster stopped and started again,
 * while a file grows. What is written in the end is what a sequential program computes.
 */
@EnabledOnOs(OS.LINUX)
class MesosKillTest {
  private static final String SEED = "millrace.seed";
  private static final int LINES = 1_000;

  @TempDir Path directory;

  private final long seed = Long.getLong(SEED, System.nanoTime() & 0xFFFFFFF);

  @Test
  void shouldWriteTheSameWhateverIsDoneToIt(TestReporter reporter) throws Exception {
    try (MesosDouble mesos = new MesosDouble(directory)) {
      try (ClusterSite cluster = ClusterSite.onMesos(directory, mesos.master())) {
        try {
          run(mesos, cluster, reporter);
        } catch (Throwable e) {
          throw new AssertionError(
              "-D"
                  + SEED
                  + "="
                  + seed
                  + ": "
                  + e.getMessage()
                  + mesos.printed()
                  + cluster.printed(),
              e);
        }
      }
    }
  }

  private void run(MesosDouble mesos, ClusterSite cluster, TestReporter reporter) throws Exception {
    LedgerSite site = LedgerSite.in(directory);
    Path changed = ApplicationJars.changed(site.jar(), directory.resolve("changed.jar"));
    FileFeed file = new FileFeed(site.input(), new Purchases(seed, "f", 300, 20), seed);
    file.start();
    long beganNs = System.nanoTime();
    cluster.start(2);
    final long readyMs = (System.nanoTime() - beganNs) / 1_000_000;
    cluster.deploy(site, "--durability", "replicated", "--partitions", "4", "--state", "rocksdb");
    cluster.feed(site, file, LINES, LINES / 2);
    cluster.awaitInSync();

    ClusterSite.signal("KILL", cluster.workers().get("w1"));
    cluster.feed(site, file, LINES, LINES / 2);
    cluster.awaitInSync();

    long worker = cluster.workers().get("w2");
    long coordinator = cluster.coordinator();
    ClusterSite.signal("KILL", coordinator);
    cluster.feed(site, file, LINES, LINES / 2);
    cluster.start(2);
    assertThat(cluster.coordinator()).isNotEqualTo(coordinator);
    cluster.awaitInSync();
    assertThat(cluster.workers()).containsEntry("w2", worker);

    cluster.ask("scale", "ledger", "--workers", "3");
    cluster.feed(site, file, LINES, LINES / 2);
    cluster.awaitWorkers(List.of("w1", "w2", "w3"));
    cluster.ask("update", "ledger", changed.toString(), "--set", "windows=later");
    cluster.feed(site, file, LINES, LINES / 2);
    assertThat(cluster.ask("rewind", "ledger", "--to", "2s")).contains("generation 1");
    cluster.feed(site, file, LINES, LINES / 2);

    cluster.ask("cluster", "stop");
    mesos.awaitRemoved(1);
    cluster.start(3);
    cluster.feed(site, file, LINES, LINES / 2);

    ClusterSite.signal("KILL", cluster.coordinator());
    assertThat(cluster.ask("cluster", "stop", "--force")).contains("framework");
    mesos.awaitRemoved(2);
    cluster.start(3);
    cluster.feed(site, file, LINES, LINES / 2);

    Oracle oracle = new Oracle();
    file.finish().forEach(oracle::accept);
    cluster.awaitWritten(site, oracle.finish());
    reporter.publishEntry(
        Map.of(
            "seed", Long.toString(seed),
            "lines read", Long.toString(file.count()),
            "start to ready, ms", Long.toString(readyMs)));
  }
}
