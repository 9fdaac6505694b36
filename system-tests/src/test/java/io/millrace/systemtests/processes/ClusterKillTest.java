package io.millrace.systemtests.processes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application on three workers with followers: workers and the coordinator are killed, or frozen
 * and thawed, while a file grows. What is written in the end is what a sequential program computes.
 * {@code -Dmillrace.cluster.kills=N} for more of it.
 */
@DisabledOnOs(OS.WINDOWS)
class ClusterKillTest {
  private static final String SEED = "millrace.seed";
  private static final String KILLS = "millrace.cluster.kills";
  private static final int MOST_LINES = 3000;

  /** What is done to a process. */
  private enum Mishap {
    KILLED,
    FROZEN,
    COORDINATOR_KILLED
  }

  @TempDir Path directory;

  private final long seed = Long.getLong(SEED, System.nanoTime() & 0xFFFFFFF);
  private final Random random = new Random(seed);
  private final List<String> history = new ArrayList<>();

  @Test
  void shouldWriteTheSameWhateverProcessIsLost(TestReporter reporter) throws Exception {
    LedgerSite site = LedgerSite.in(directory);
    FileFeed file = new FileFeed(site.input(), new Purchases(seed, "f", 300, 20), seed);
    file.start();
    ClusterSite cluster = new ClusterSite(directory);
    try (cluster) {
      cluster.start(3);
      cluster.deploy(site, "--durability", "replicated", "--partitions", "6");
      for (Mishap mishap : mishaps()) {
        feedSome(site, file, cluster);
        cluster.awaitInSync();
        happen(mishap, cluster);
      }
      feedSome(site, file, cluster);
      Oracle oracle = new Oracle();
      file.finish().forEach(oracle::accept);
      cluster.awaitWritten(site, oracle.finish());
      reporter.publishEntry(summary(file));
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

  private Map<String, String> summary(FileFeed file) {
    Map<String, String> summary = new LinkedHashMap<>();
    summary.put("seed", Long.toString(seed));
    summary.put("lines read", Long.toString(file.count()));
    summary.put("history", history.toString());
    return summary;
  }

  /** If more are asked for, the first ones are of all kinds. */
  private List<Mishap> mishaps() {
    int kills = Integer.getInteger(KILLS, 1);
    List<Mishap> mishaps = new ArrayList<>(List.of(Mishap.values()).subList(0, Math.min(3, kills)));
    while (mishaps.size() < kills) {
      mishaps.add(Mishap.values()[random.nextInt(Mishap.values().length)]);
    }
    return mishaps;
  }

  /** Lets the file grow until some of what is new was worked off. */
  private void feedSome(LedgerSite site, FileFeed file, ClusterSite cluster) {
    int lines = 500 + random.nextInt(MOST_LINES);
    cluster.feed(site, file, lines, 1 + random.nextInt(lines));
  }

  private void happen(Mishap mishap, ClusterSite cluster) throws Exception {
    if (mishap == Mishap.COORDINATOR_KILLED) {
      long pid = cluster.coordinator();
      history.add("coordinator " + pid + " killed");
      ClusterSite.signal("KILL", pid);
      cluster.start(3);
      return;
    }
    Map<String, Long> workers = cluster.workers();
    String name = List.copyOf(workers.keySet()).get(random.nextInt(workers.size()));
    long pid = workers.get(name);
    history.add(name + " " + pid + " " + mishap);
    if (mishap == Mishap.KILLED) {
      ClusterSite.signal("KILL", pid);
      return;
    }
    ClusterSite.signal("STOP", pid);
    Await.within(random.nextLong(3_000_000_000L), () -> false);
    ClusterSite.signal("CONT", pid); // it may be gone by now
  }
}
