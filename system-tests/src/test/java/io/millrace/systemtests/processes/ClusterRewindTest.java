package io.millrace.systemtests.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application on two workers with followers is rewound while a file grows: by a time and to a
 * savepoint, and while processes are killed. What is written in the end is what a sequential
 * program computes. {@code -Dmillrace.cluster.rewinds=N} for more of it.
 */
@DisabledOnOs(OS.WINDOWS)
class ClusterRewindTest {
  private static final String SEED = "millrace.seed";
  private static final String REWINDS = "millrace.cluster.rewinds";
  private static final String TOTALS = "totals.jsonl";
  private static final int LINES = 4000;
  private static final long PAST_NS = 10_000_000_000L;

  @TempDir Path directory;

  private final long seed = Long.getLong(SEED, System.nanoTime() & 0xFFFFFFF);
  private final Random random = new Random(seed);
  private final List<String> history = new CopyOnWriteArrayList<>();

  @Test
  void shouldWriteTheSameHoweverOftenItIsRewound() throws Exception {
    LedgerSite site = LedgerSite.in(directory);
    FileFeed file = new FileFeed(site.input(), new Purchases(seed, "f", 300, 20), seed);
    file.start();
    ClusterSite cluster = new ClusterSite(directory);
    try (cluster) {
      cluster.start(2);
      cluster.deploy(site, "--durability", "replicated", "--partitions", "4");
      feedSome(cluster, site, file);
      cluster.ask("savepoint", "create", "ledger", "monday");
      assertThat(cluster.ask("savepoint", "list", "ledger")).contains("monday");
      feedSome(cluster, site, file);
      Await.within(PAST_NS, () -> false); // so that there is a past
      feedSome(cluster, site, file);

      assertThat(cluster.ask("rewind", "ledger", "--to", "10s")).contains("generation 1");
      assertThat(cluster.ask("describe", "ledger")).contains("generation 1 begins");
      assertThatThrownBy(() -> cluster.ask("rewind", "ledger", "--to", "9h"))
          .hasMessageContaining("it can be rewound to epochs");
      for (int i = 0; i < Integer.getInteger(REWINDS, 1); i++) {
        feedSome(cluster, site, file);
        loseWhileRewinding(cluster);
      }
      long fed = file.count();
      Await.until(
          () -> "lines=" + site.lines(TOTALS) + ", fed=" + fed, () -> site.lines(TOTALS) >= fed);
      cluster.ask("rewind", "ledger", "--to", "5s"); // all was written
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

  /** Some process dies some time after a rewind was asked for, before it is over or not. */
  private void loseWhileRewinding(ClusterSite cluster) throws Exception {
    List<Long> workers = List.copyOf(cluster.workers().values());
    long coordinator = cluster.coordinator();
    boolean both = random.nextInt(3) == 0;
    boolean worker = both || random.nextBoolean();
    String to = random.nextBoolean() ? "monday" : 1 + random.nextInt(5) + "s";
    Thread rewind = new Thread(() -> rewind(cluster, to), "rewind");
    rewind.start();
    Await.within(300_000_000L + random.nextLong(2_500_000_000L), () -> false);
    if (worker) {
      kill(workers.get(random.nextInt(workers.size())), "worker");
    }
    if (both || !worker) {
      kill(coordinator, "coordinator");
      cluster.start(2);
    }
    rewind.join();
  }

  /** Who asked hears nothing if the coordinator dies, and may be refused; both is told then. */
  private void rewind(ClusterSite cluster, String to) {
    try {
      history.add("to " + to + ": " + cluster.ask("rewind", "ledger", "--to", to).strip());
    } catch (AssertionError e) {
      history.add("to " + to + ": " + e.getMessage().strip());
    }
  }

  private void kill(long pid, String what) throws Exception {
    history.add(what + " " + pid + " killed");
    ClusterSite.signal("KILL", pid);
  }

  /** Lets the file grow; goes on when half of that is written, so that much is under way. */
  private static void feedSome(ClusterSite cluster, LedgerSite site, FileFeed file) {
    long before = file.count();
    file.allow(LINES);
    Await.until(
        () -> "lines=" + site.lines(TOTALS) + ", fed before=" + before + ", " + cluster.ledger(),
        () -> site.lines(TOTALS) >= before + LINES / 2);
  }
}
