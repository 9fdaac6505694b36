package io.millrace.systemtests.processes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.connector.files.JsonValues;
import io.millrace.systemtests.processes.app.Purchase;
import io.millrace.systemtests.processes.app.Total;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients of an application on three workers: they publish with numbers and tail a topic while
 * workers are killed. What is written, and what the tail gives, is what a sequential program
 * computes; then the other verbs answer.
 */
@DisabledOnOs(OS.WINDOWS)
class ClusterClientsTest {
  private static final String SEED = "millrace.seed";
  private static final String KILLS = "millrace.cluster.kills";

  @TempDir Path directory;

  private final long seed = Long.getLong(SEED, System.nanoTime() & 0xFFFFFFF);
  private final Random random = new Random(seed);
  private final List<String> history = new ArrayList<>();

  @Test
  void shouldTakeAndGiveRecordsOnceWhileWorkersAreKilled(TestReporter reporter) throws Exception {
    LedgerSite site = LedgerSite.in(directory);
    Files.createFile(site.input());
    try (ClusterSite cluster = new ClusterSite(directory)) {
      cluster.start(3);
      cluster.deploy(site, "--durability", "replicated", "--partitions", "6");
      try (MillraceProcess tail =
          cluster.begin("tail", "totals", "--from", "start", "-o", "json")) {
        List<HttpFeed> clients = clients(cluster);
        clients.forEach(Feed::start);
        for (int kill = 0; kill < Integer.getInteger(KILLS, 1); kill++) {
          feedSome(site, clients, cluster);
          kill(cluster);
        }
        feedSome(site, clients, cluster);
        Oracle oracle = new Oracle();
        publishFile(cluster, oracle);
        clients.forEach(client -> client.finish().forEach(oracle::accept));
        List<String> totals = oracle.finish().get("totals.jsonl");
        cluster.awaitWritten(site, Map.of("totals.jsonl", totals));
        tail.await(
            () -> "tailed=" + tailed(tail).size() + ", expected=" + totals.size(),
            () -> tailed(tail).size() >= totals.size());
        assertThat(sorted(tailed(tail))).isEqualTo(sorted(totals));
        checkVerbs(cluster, oracle, totals);
        checkTokens(cluster);
        reporter.publishEntry(
            Map.of(
                "seed",
                Long.toString(seed),
                "records",
                Integer.toString(totals.size()),
                "published again",
                Integer.toString(clients.stream().mapToInt(HttpFeed::retries).sum()),
                "history",
                history.toString()));
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
  }

  /** Two sessions that know the coordinator only: it sends them on to workers. */
  private List<HttpFeed> clients(ClusterSite cluster) {
    Api api = cluster.api();
    String address = api.address() + "/apps/ledger";
    List<HttpFeed> clients = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Purchases orders = new Purchases(seed + i, "c" + i + "-", 50, 0);
      clients.add(new HttpFeed("client-" + i, "orders", orders, () -> address, api.token()));
    }
    return clients;
  }

  /** Lets clients publish until some of what is new was written; all copies are in sync before. */
  private void feedSome(LedgerSite site, List<HttpFeed> clients, ClusterSite cluster) {
    cluster.awaitInSync();
    long wanted = site.lines("totals.jsonl") + 200;
    clients.forEach(client -> client.allow(300 + random.nextInt(200)));
    Await.until(
        () -> "lines=" + site.lines("totals.jsonl") + ", wanted=" + wanted,
        () -> site.lines("totals.jsonl") >= wanted);
  }

  private void kill(ClusterSite cluster) throws Exception {
    JsonNode workers = cluster.ledger().path("workers");
    JsonNode worker = workers.path(random.nextInt(workers.size()));
    history.add(worker.path("id").asText() + " " + worker.path("pid").asText());
    ClusterSite.signal("KILL", worker.path("pid").asLong());
  }

  /** A file is published in one command, and once more: nothing of it is taken twice. */
  private void publishFile(ClusterSite cluster, Oracle oracle) throws Exception {
    Purchases purchases = new Purchases(seed + 9, "v", 20, 0);
    List<Purchase> all = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      all.add(purchases.next());
    }
    Path file = directory.resolve("orders.jsonl");
    Files.writeString(file, all.stream().map(Purchases::json).collect(Collectors.joining()));
    String[] publish = {
      "publish", "orders", "--file", file.toString(), "--session", "file", "-o", "json"
    };
    assertThat(cluster.ask(publish)).contains("{\"accepted\":500,\"duplicates\":0}");
    assertThat(cluster.ask(publish)).contains("{\"accepted\":0,\"duplicates\":500}");
    all.forEach(oracle::accept);
  }

  /** The lines of the sink, as the tail gave them. */
  private static List<String> tailed(MillraceProcess tail) {
    return tail.output()
        .lines()
        .filter(line -> line.startsWith("{") && line.endsWith("}"))
        .map(line -> json(line).path("value").toString())
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static List<String> sorted(List<String> lines) {
    List<String> copy = new ArrayList<>(lines);
    Collections.sort(copy);
    return copy;
  }

  private static JsonNode json(String text) {
    try {
      return JsonValues.mapper().readTree(text);
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      throw new AssertionError(text, e);
    }
  }

  private void checkVerbs(ClusterSite cluster, Oracle oracle, List<String> totals) {
    Total total = oracle.total("v7");
    assertThat(cluster.ask("state", "get", "orders-ledger", "total", "v7").strip())
        .isEqualTo("{\"user\":\"v7\",\"count\":" + total.count() + ",\"sum\":" + total.sum() + "}");
    assertThat(cluster.ask("topics")).contains("orders", "totals", "purchases");
    List<String> read =
        cluster
            .ask("read", "totals", "-n", "10000", "-o", "json")
            .lines()
            .map(line -> json(line).path("value").toString())
            .toList();
    assertThat(sorted(read)).isEqualTo(sorted(totals));
    JsonNode snapshot = json(cluster.ask("snapshot", "-o", "json"));
    assertThat(snapshot.path("offsets")).hasSize(6);
    JsonNode top = json(cluster.ask("top", "-n", "1", "-o", "json"));
    assertThat(top.path("partitions")).hasSize(6);
    assertThat(cluster.refused("state", "get", "orders-ledger", "total", "nobody"))
        .contains("no state: function=orders-ledger, state=total, key=nobody");
    checkMetrics(cluster);
    assertThat(cluster.refused("publish", "sails", "1")).contains("unknown topic: topic=sails");
    assertThat(cluster.refused("release", "orders-ledger", "v0")).contains("not in quarantine");
  }

  /** Without the secret, a token of a viewer lets read and do nothing; none lets nothing. */
  private void checkTokens(ClusterSite cluster) throws Exception {
    String viewer = cluster.ask("cluster", "token", "--role", "viewer").strip();
    ClusterSite viewed = cluster.byUrl(Map.of("MILLRACE_TOKEN", viewer));
    assertThat(viewed.ask("topics")).contains("totals");
    assertThat(viewed.ask("state", "get", "orders-ledger", "total", "v7")).contains("v7");
    assertThat(viewed.refused("publish", "orders", "1")).contains("token of a viewer");
    assertThat(viewed.refused("scale", "ledger", "--workers", "2")).contains("token of a viewer");
    assertThat(cluster.byUrl(Map.of()).refused("topics")).contains("token missing");
    for (JsonNode worker : cluster.ledger().path("workers")) {
      Api known = cluster.api().at(worker.path("api").asText());
      Api unknown = new Api(known.address());
      assertThat(unknown.get("/health").status()).isEqualTo(200);
      assertThat(unknown.get("/metrics").status()).isEqualTo(401);
      assertThat(unknown.get("/apps/ledger/status").status()).isEqualTo(401);
      assertThat(known.metrics())
          .anyMatch(
              sample ->
                  sample.startsWith("millrace_http_refused_total{") && !sample.endsWith(" 0.0"));
    }
  }

  /** Each partition is told of by the worker that owns it, and by no other. */
  private static void checkMetrics(ClusterSite cluster) {
    List<String> offsets = new ArrayList<>();
    for (JsonNode worker : cluster.ledger().path("workers")) {
      List<String> samples = cluster.api().at(worker.path("api").asText()).metrics();
      assertThat(samples).anyMatch(sample -> sample.startsWith("millrace_records_in_total{"));
      samples.stream()
          .filter(sample -> sample.startsWith("millrace_stable_offset{application=\"ledger\""))
          .map(sample -> sample.substring(sample.indexOf("partition="), sample.indexOf('}')))
          .forEach(offsets::add);
    }
    assertThat(offsets).hasSize(6).doesNotHaveDuplicates();
  }
}
