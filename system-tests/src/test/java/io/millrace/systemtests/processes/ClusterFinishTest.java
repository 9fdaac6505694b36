package io.millrace.systemtests.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.systemtests.processes.app.Purchase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application whose input ends: it finishes, with all windows closed, and stays until told. */
class ClusterFinishTest {
  private static final int LINES = 4000;

  @TempDir Path directory;

  @Test
  void shouldFinishWithAllThatEndingInputBrings() throws Exception {
    LedgerSite site = LedgerSite.in(directory);
    Purchases purchases = new Purchases(7, "f", 300, 20);
    List<Purchase> all = new ArrayList<>();
    Oracle oracle = new Oracle();
    for (int i = 0; i < LINES; i++) {
      all.add(purchases.next());
    }
    all.forEach(oracle::accept);
    site.append(all);
    Map<String, List<String>> expected = oracle.finishAll();
    try (ClusterSite cluster = new ClusterSite(directory)) {
      cluster.start(2);
      cluster.deploy(site, "--wait", "--set", "follow=no");
      site.assertWritten(expected);
      assertThat(cluster.ask("describe", "ledger", "-o", "json"))
          .contains("\"phase\":\"finished\"");
      // what it keeps can still be looked at
      assertThat(cluster.ask("state", "get", "ledger", "total", "f1"))
          .contains("\"count\":" + oracle.total("f1").count());
      cluster.ask("stop", "ledger");
      assertThat(cluster.ask("apps", "-o", "json").strip()).isEqualTo("[]");
    }
  }
}
