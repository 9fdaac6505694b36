package io.millrace.systemtests.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.examples.nexmark.NexmarkApp;
import io.millrace.examples.nexmark.Query;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * Queries of Nexmark, each killed with SIGKILL at random moments and started again: what they have
 * written in the end is what they write when nothing happens. What that has to be is tested in the
 * examples.
 *
 * <p>{@code -Dnexmark.queries=all}, or some of them with commas between, for other queries.
 */
class NexmarkKillTest {
  private static final String QUERIES = "nexmark.queries";
  private static final String SEED = "millrace.seed";
  private static final int EVENTS = 400_000;
  private static final int KILLS = 3;

  @TempDir Path folder;

  private final long seed = Long.getLong(SEED, System.nanoTime() & 0xFFFFFFF);
  private final Random random = new Random(seed);
  private final List<String> history = new ArrayList<>();
  private Path jar;
  private int starts;

  private static List<String> queries() {
    String chosen = System.getProperty(QUERIES, "q0,q4,q5,q20");
    return chosen.equals("all")
        ? Query.all().stream().map(Query::name).toList()
        : List.of(chosen.split(",", -1));
  }

  @Test
  void shouldAnswerTheSameAsIfNothingHadHappened(TestReporter reporter) throws Exception {
    jar = ApplicationJars.packageOf(NexmarkApp.class, folder.resolve("nexmark.jar"));
    int kills = 0;
    for (String query : queries()) {
      try {
        kills += killAndCompare(query);
      } catch (Throwable e) {
        throw new AssertionError(
            "-D" + SEED + "=" + seed + ", history=" + history + ": " + e.getMessage(), e);
      }
    }
    reporter.publishEntry("history", history.toString());
    assertThat(kills).as("kills before the end, history=" + history).isPositive();
  }

  private int killAndCompare(String query) throws IOException {
    int partitions = 1 + random.nextInt(7);
    history.add(query + " with " + partitions + " partitions");
    Path undisturbed = folder.resolve(query + "-undisturbed");
    long ns = finish(query, undisturbed, partitions);
    Path killed = folder.resolve(query + "-killed");
    int kills = 0;
    for (int life = 0; life < KILLS; life++) {
      kills += live(query, killed, partitions, (long) (ns * 0.6 * random.nextDouble()));
    }
    finish(query, killed, partitions);
    assertThat(sorted(killed)).as(query).isEqualTo(sorted(undisturbed)).isNotEmpty();
    return kills;
  }

  /** Runs to the end; returns how long it served, ns. */
  private long finish(String query, Path out, int partitions) {
    try (MillraceProcess process = start(query, out, partitions)) {
      process.awaitOutput("nexmark: ");
      long startNs = System.nanoTime();
      assertThat(process.awaitExit()).as(process::output).isZero();
      return System.nanoTime() - startNs;
    }
  }

  /** Runs for so long; returns 1 if it was killed, 0 if it had ended before. */
  private int live(String query, Path out, int partitions, long ns) {
    try (MillraceProcess process = start(query, out, partitions)) {
      process.awaitOutput("nexmark: ");
      boolean ended = Await.within(ns, () -> !process.isAlive());
      history.add((ended ? "ended within " : "killed after ") + ns / 1_000_000 + " ms");
      process.kill();
      return ended ? 0 : 1;
    }
  }

  private MillraceProcess start(String query, Path out, int partitions) {
    List<String> arguments = new ArrayList<>();
    Collections.addAll(arguments, "run", jar.toString(), "--app", "nexmark", "--port", "off");
    Collections.addAll(arguments, "--data", out + "-data", "--slots", "2");
    Collections.addAll(arguments, "--partitions", Integer.toString(partitions));
    Collections.addAll(arguments, "--set", "query=" + query, "--set", "out=" + out);
    Collections.addAll(arguments, "--set", "events=generate:" + seed + "," + EVENTS + ",2");
    return MillraceProcess.start(
        folder.resolve("start-" + ++starts + ".log"), arguments.toArray(String[]::new));
  }

  private static List<String> sorted(Path out) throws IOException {
    return Files.readAllLines(out).stream().sorted().toList();
  }
}
