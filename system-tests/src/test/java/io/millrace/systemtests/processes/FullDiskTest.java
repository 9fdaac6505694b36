package io.millrace.systemtests.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.millrace.systemtests.processes.app.Purchase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks without room; on a small file system of its own, which needs the right to mount one. */
class FullDiskTest {
  @TempDir Path directory;

  private final Purchases purchases = new Purchases(1, "f", 30, 5);
  private final Oracle oracle = new Oracle();
  private Path small;
  private Path ballast;
  private boolean mounted;

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  @BeforeEach
  void mount() throws IOException, InterruptedException {
    small = Files.createDirectory(directory.resolve("small"));
    ballast = small.resolve("ballast");
    try {
      mounted = run("mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", small.toString()) == 0;
    } catch (IOException e) {
      mounted = false;
    }
    assumeThat(mounted).as("may not mount a small file system here").isTrue();
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    if (mounted) {
      run("umount", "-l", small.toString());
    }
  }

  private void append(LedgerSite site, int lines) throws IOException {
    List<Purchase> more = Stream.generate(purchases::next).limit(lines).toList();
    more.forEach(oracle::accept);
    site.append(more);
  }

  /** Leaves so much room. */
  private void fill(int free) throws IOException {
    long bytes = Files.getFileStore(small).getUsableSpace() - free;
    Files.write(ballast, new byte[(int) bytes]);
  }

  private void finish(LedgerSite site, MillraceProcess process) {
    Map<String, List<String>> expected = oracle.finish();
    site.awaitLines(process, expected);
    process.terminate();
    assertThat(process.awaitExit()).as(process::output).isZero();
    site.assertWritten(expected);
  }

  @Test
  void shouldWaitForRoomInTheJournalAndLoseNothing() throws IOException {
    LedgerSite site = LedgerSite.in(directory).withOnePartition().withData(small.resolve("data"));
    append(site, 1000);
    try (MillraceProcess process = site.start()) {
      Api api = new Api(process.awaitAddress());
      process.await(() -> "totals", () -> site.lines("totals.jsonl") >= 1000);
      fill(64 << 10);
      append(site, 100_000);
      process.await(
          () -> "a full journal", () -> api.get("/status").body().path("journalFull").asBoolean());
      process.awaitOutput("the disk of the data directory is full");
      assertThat(site.lines("totals.jsonl")).isLessThan(100_000);
      Files.delete(ballast);
      finish(site, process);
    }
  }

  @Test
  void shouldSayThatNoSnapshotWasTakenAndLoseNothing() throws IOException {
    LedgerSite site = LedgerSite.in(directory).withOnePartition().withData(small.resolve("data"));
    append(site, 1000);
    try (MillraceProcess process = site.start()) {
      Api api = new Api(process.awaitAddress());
      process.await(() -> "totals", () -> site.lines("totals.jsonl") >= 1000);
      fill(0);
      Api.Answer answer = api.post("/snapshot", "");
      assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
      assertThat(answer.body().path("error").asText()).contains("snapshot not written");
      process.terminate();
      assertThat(process.awaitExit()).as(process::output).isEqualTo(1);
      assertThat(process.output())
          .contains("error: snapshot not written: partitions=1; is the disk");
    }
    Files.delete(ballast);
    try (MillraceProcess process = site.start()) {
      process.awaitAddress();
      append(site, 100);
      finish(site, process);
    }
  }

  @Test
  void shouldWaitForRoomUnderASinkAndGoOnByItself() throws IOException {
    LedgerSite site = LedgerSite.in(directory).withOnePartition().withOut(small.resolve("out"));
    append(site, 1000);
    try (MillraceProcess process = site.start()) {
      Api api = new Api(process.awaitAddress());
      process.await(() -> "totals", () -> site.lines("totals.jsonl") >= 1000);
      fill(64 << 10);
      append(site, 10_000);
      process.await(
          () -> "a sink that waits",
          () -> !api.get("/status").body().path("waitingSinks").path("totals").isMissingNode());
      process.awaitOutput("sink totals waits, nothing is lost: the disk is full: file=");
      Files.delete(ballast);
      process.awaitOutput("sink totals goes on");
      finish(site, process);
    }
  }

  @Test
  void shouldGoOnWhereASinkWaitedWhenItWasKilled() throws IOException {
    LedgerSite site = LedgerSite.in(directory).withOnePartition().withOut(small.resolve("out"));
    append(site, 1000);
    try (MillraceProcess process = site.start()) {
      process.await(() -> "totals", () -> site.lines("totals.jsonl") >= 1000);
      fill(64 << 10);
      append(site, 10_000);
      process.awaitOutput("sink totals waits");
      process.kill();
    }
    Files.delete(ballast);
    try (MillraceProcess process = site.start()) {
      process.awaitAddress();
      finish(site, process);
    }
  }
}
