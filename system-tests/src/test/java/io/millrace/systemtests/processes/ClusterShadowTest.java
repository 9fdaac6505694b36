package io.millrace.systemtests.processes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** New code is tried on the journals of an application that runs, which does not notice. */
@DisabledOnOs(OS.WINDOWS)
class ClusterShadowTest {
  private static final int LINES = 2_000;

  @TempDir Path directory;

  @Test
  void shouldTellWhatNewCodeWouldHaveEmitted() throws Exception {
    LedgerSite site = LedgerSite.in(directory);
    Path changed = ApplicationJars.changed(site.jar(), directory.resolve("changed.jar"));
    FileFeed file = new FileFeed(site.input(), new Purchases(1, "f", 300, 20), 1);
    file.start();
    ClusterSite cluster = new ClusterSite(directory);
    try (cluster) {
      cluster.start(2);
      cluster.deploy(site, "--durability", "replicated", "--partitions", "2");
      cluster.feed(site, file, LINES, LINES);
      file.allow(LINES); // what follows is done while these are read

      JsonNode same = shadow(cluster, 0, changed);
      assertThat(same.path("same").asBoolean()).isTrue();
      assertThat(topic(same, "totals").path("same").asLong()).isGreaterThanOrEqualTo(LINES);
      assertThat(topic(same, "totals").path("examples")).isEmpty();

      JsonNode other = shadow(cluster, 1, changed, "--set", "fee=1");
      assertThat(other.path("same").asBoolean()).isFalse();
      assertThat(topic(other, "totals").path("changed").asLong()).isGreaterThanOrEqualTo(LINES);
      JsonNode example = topic(other, "totals").path("examples").path(0);
      long before = example.path("old").path("value").path("sum").asLong();
      assertThat(example.path("new").path("value").path("sum").asLong()).isGreaterThan(before);
      assertThat(topic(other, "sales").path("same").asLong()).isGreaterThanOrEqualTo(LINES);
      assertThat(topic(other, "sales").path("keys").asLong()).isZero();

      cluster.ask("update", "ledger", changed.toString());
      cluster.feed(site, file, LINES, LINES / 2);
      JsonNode updated = shadow(cluster, 0, site.jar());
      assertThat(topic(updated, "totals").path("same").asLong())
          .as("only what the present code folded")
          .isPositive()
          .isLessThan(topic(same, "totals").path("same").asLong() + 2 * LINES);

      Oracle oracle = new Oracle();
      file.finish().forEach(oracle::accept);
      cluster.awaitWritten(site, oracle.finish());
    } catch (Throwable e) {
      throw new AssertionError(e.getMessage() + cluster.printed(), e);
    }
  }

  private static JsonNode shadow(ClusterSite cluster, int code, Path jar, String... options)
      throws IOException {
    List<String> all = new ArrayList<>(List.of("shadow", "ledger", jar.toString(), "-o", "json"));
    all.addAll(Arrays.asList(options));
    try (MillraceProcess process = cluster.begin(all.toArray(String[]::new))) {
      assertThat(process.awaitExit()).as(process::output).isEqualTo(code);
      String json =
          process.output().lines().filter(line -> line.startsWith("{")).findFirst().orElseThrow();
      return new ObjectMapper().readTree(json);
    }
  }

  private static JsonNode topic(JsonNode answer, String name) {
    for (JsonNode topic : answer.path("topics")) {
      if (topic.path("topic").asText().equals(name)) {
        return topic;
      }
    }
    throw new AssertionError("no topic " + name + ": " + answer);
  }
}
