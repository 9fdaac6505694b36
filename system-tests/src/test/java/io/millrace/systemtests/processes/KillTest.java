package io.millrace.systemtests.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * One application, killed again and again with SIGKILL at random moments while a file grows and
 * clients publish: what it has written in the end is what a sequential program computes from the
 * input.
 */
class KillTest {
  private static final int KILLS = 20;
  private static final String SEED = "millrace.seed";
  private static final int LINES_PER_LIFE = 2500;
  private static final int RECORDS_PER_LIFE = 250;

  /** Moments at which a process dies. */
  private enum Moment {
    /** Somewhere between the first word of a process and its first answer. */
    RECOVERING,
    /** As soon as it serves. */
    STARTED,
    /** When it has written so many lines. */
    WRITING,
    /** When it has acknowledged so many records. */
    ACKNOWLEDGING,
    /** While it takes a snapshot that it was asked for. */
    SNAPSHOTTING,
    /** While it stops in order. */
    STOPPING
  }

  @TempDir Path directory;

  private final long seed = Long.getLong(SEED, System.nanoTime() & 0xFFFFFFF);
  private final Random random = new Random(seed);
  private final List<String> history = new ArrayList<>();
  private final List<HttpFeed> clients = new ArrayList<>();
  private volatile String address = "";
  private FileFeed file;
  private LedgerSite site;
  private String[] arguments = {};

  @Test
  void shouldWriteTheSameAsIfNothingHadHappened(TestReporter reporter) throws Exception {
    kill(moments(), reporter);
    assertThat(clients).as("records published again").anyMatch(client -> client.retries() > 0);
  }

  @Test
  void shouldWriteTheSameWithStateOnDisk(TestReporter reporter) throws Exception {
    arguments = new String[] {"--state", "rocksdb", "--state-memory", "16m"};
    List<Moment> moments = new ArrayList<>(List.of(Moment.SNAPSHOTTING, Moment.SNAPSHOTTING));
    moments.addAll(List.of(Moment.WRITING, Moment.ACKNOWLEDGING, Moment.RECOVERING));
    Collections.shuffle(moments, random);
    kill(moments, reporter);
  }

  private void kill(List<Moment> moments, TestReporter reporter) throws Exception {
    site = LedgerSite.in(directory);
    Purchases purchases = new Purchases(seed, "f", 300, 20);
    file = new FileFeed(site.input(), purchases, seed);
    file.start();
    for (int i = 0; i < 2; i++) {
      Purchases orders = new Purchases(seed + 1 + i, "c" + i + "-", 50, 0);
      clients.add(new HttpFeed("client-" + i, "orders", orders, () -> address, null));
    }
    clients.forEach(Feed::start);
    try {
      for (Moment moment : moments) {
        live(moment);
      }
      check();
      reporter.publishEntry(summary());
    } catch (Throwable e) {
      throw new AssertionError(
          "-D" + SEED + "=" + seed + ", history=" + history + ": " + e.getMessage(), e);
    }
  }

  private Map<String, String> summary() {
    Map<String, String> summary = new LinkedHashMap<>();
    summary.put("seed", Long.toString(seed));
    summary.put("kills", Integer.toString(history.size()));
    summary.put("lines read", Long.toString(file.count()));
    summary.put("records published", Long.toString(clients.stream().mapToLong(Feed::count).sum()));
    summary.put(
        "published again", Integer.toString(clients.stream().mapToInt(HttpFeed::retries).sum()));
    summary.put("history", history.toString());
    return summary;
  }

  /** All kinds of moments, and two that follow on each other. */
  private List<Moment> moments() {
    List<List<Moment>> groups = new ArrayList<>();
    groups.add(List.of(Moment.RECOVERING, Moment.RECOVERING, Moment.STARTED));
    groups.add(List.of(Moment.RECOVERING));
    groups.add(List.of(Moment.STARTED));
    groups.add(List.of(Moment.STOPPING));
    groups.add(List.of(Moment.STOPPING));
    groups.addAll(Collections.nCopies(2, List.of(Moment.SNAPSHOTTING)));
    groups.addAll(Collections.nCopies(6, List.of(Moment.WRITING)));
    groups.addAll(Collections.nCopies(5, List.of(Moment.ACKNOWLEDGING)));
    Collections.shuffle(groups, random);
    List<Moment> moments = groups.stream().flatMap(List::stream).toList();
    assertThat(moments).hasSize(KILLS);
    return moments;
  }

  private void live(Moment moment) throws IOException {
    file.allow(1 + random.nextInt(LINES_PER_LIFE));
    clients.forEach(client -> client.allow(1 + random.nextInt(RECORDS_PER_LIFE)));
    try (MillraceProcess process = site.start(arguments)) {
      await(process, moment);
      address = "";
      process.kill();
    }
  }

  private void await(MillraceProcess process, Moment moment) throws IOException {
    if (moment == Moment.RECOVERING) {
      process.awaitOutput("ledger: ");
      long ns = random.nextLong(500_000_000);
      boolean started = Await.within(ns, () -> !process.address().isEmpty());
      history.add(moment + (started ? " (too late)" : "") + " " + ns / 1_000_000 + " ms");
      assertThat(process.isAlive()).as(process::output).isTrue();
      return;
    }
    URI api = process.awaitAddress();
    address = api.toString();
    switch (moment) {
      case WRITING -> {
        long before = site.lines("totals.jsonl");
        long due = file.count() + file.left() - Math.min(before, file.count());
        long lines = before + 1 + random.nextLong(Math.max(1, due));
        history.add(moment + " at " + lines + " lines");
        process.await(() -> lines + " lines", () -> site.lines("totals.jsonl") >= lines);
      }
      case ACKNOWLEDGING -> {
        HttpFeed client = clients.get(random.nextInt(clients.size()));
        long records = client.count() + (client.left() == 0 ? 0 : random.nextLong(client.left()));
        history.add(moment + " at " + records + " records");
        process.await(() -> records + " records", () -> client.count() >= records);
      }
      case SNAPSHOTTING -> {
        new Api(api).postLater("/snapshot");
        long ns = random.nextLong(30_000_000);
        history.add(moment + " " + ns / 1_000_000 + " ms");
        Await.within(ns, () -> false);
      }
      case STOPPING -> {
        process.terminate();
        long ns = random.nextLong(300_000_000);
        boolean ended = Await.within(ns, () -> !process.isAlive());
        history.add(moment + (ended ? " (too late)" : "") + " " + ns / 1_000_000 + " ms");
      }
      default -> history.add(moment.toString());
    }
  }

  private void check() throws IOException {
    try (MillraceProcess process = site.start(arguments)) {
      address = process.awaitAddress().toString();
      Oracle oracle = new Oracle();
      clients.forEach(client -> client.finish().forEach(oracle::accept));
      file.finish().forEach(oracle::accept);
      Map<String, List<String>> expected = oracle.finish();
      site.awaitLines(process, expected);
      process.terminate();
      assertThat(process.awaitExit()).as(process::output).isZero();
      site.assertWritten(expected);
    }
    assertInOrder();
  }

  /** The totals of a user come one after the other. */
  private void assertInOrder() throws IOException {
    Map<String, Long> counts = new HashMap<>();
    for (String line : site.readLines("totals.jsonl")) {
      String[] parts = line.split("[\":,]+");
      long count = Long.parseLong(parts[4]);
      assertThat(count).as(line).isEqualTo(counts.merge(parts[2], 1L, Long::sum));
    }
  }
}
