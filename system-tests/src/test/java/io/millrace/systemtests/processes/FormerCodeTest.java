package io.millrace.systemtests.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.systemtests.processes.app.Purchase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other code comes after a crash: it is refused, and the way back that the message names works. */
class FormerCodeTest {
  private static final int PURCHASES = 2000;

  @TempDir Path directory;

  @Test
  void shouldGoOnByTheFormerCodeAndThenByTheNewOne() throws Exception {
    LedgerSite site = LedgerSite.in(directory);
    LedgerSite changed =
        site.withJar(ApplicationJars.changed(site.jar(), directory.resolve("changed.jar")));
    Purchases purchases = new Purchases(1, "f", 300, 20);
    Oracle oracle = new Oracle();
    append(site, purchases, oracle);
    try (MillraceProcess process = site.start()) {
      process.awaitAddress();
      process.await(() -> "some lines", () -> site.lines("totals.jsonl") > 0);
      process.kill();
    }

    try (MillraceProcess process = changed.start()) {
      assertThat(process.awaitExit()).isEqualTo(1);
      assertThat(process.output()).contains("start it once more with the former jar");
    }
    try (MillraceProcess process = site.start()) {
      process.awaitAddress();
      process.terminate();
      assertThat(process.awaitExit()).as(process::output).isZero();
    }
    append(site, purchases, oracle);
    try (MillraceProcess process = changed.start("--set", "follow=no")) {
      assertThat(process.awaitExit()).as(process::output).isZero();
    }
    site.assertWritten(oracle.finishAll());
  }

  private static void append(LedgerSite site, Purchases purchases, Oracle oracle) throws Exception {
    List<Purchase> next = new ArrayList<>();
    for (int i = 0; i < PURCHASES; i++) {
      next.add(purchases.next());
    }
    next.forEach(oracle::accept);
    site.append(next);
  }
}
