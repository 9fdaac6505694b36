package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.Millrace.Result;
import io.millrace.cli.client.ClusterApplication;
import io.millrace.cli.client.ClusterLocation;
import io.millrace.cli.http.ShopCluster;
import io.millrace.cluster.directory.ClusterDirectory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verbs and clients whose application is on two workers, while its partitions move. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ClusterClientTest {
  @TempDir Path directory;
  private ShopCluster cluster;

  @BeforeEach
  void start() {
    cluster = new ShopCluster(new ClusterDirectory(directory));
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private Result millrace(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--cluster", directory.toString()));
    return Millrace.run(all.toArray(String[]::new));
  }

  private String done(String... args) {
    Result result = millrace(args);
    assertThat(result.code()).as(result.err()).isZero();
    return result.out();
  }

  private ClusterApplication shop() {
    return new ClusterApplication(ClusterLocation.of(directory.toString()).client(), "shop");
  }

  private static String sales(int from, int to) {
    StringBuilder lines = new StringBuilder();
    for (int i = from; i < to; i++) {
      lines.append("{\"buyer\":\"buyer").append(i % 10).append("\",\"cents\":1}\n");
    }
    return lines.toString();
  }

  @Test
  void shouldAskTheWorkersThatHaveWhatIsAskedFor() {
    assertThat(done("publish", "sales", sales(0, 100)))
        .isEqualTo("100 records published to sales\n");
    for (int buyer = 0; buyer < 10; buyer++) {
      assertThat(done("state", "get", "sum", "sum", "buyer" + buyer)).isEqualTo("10\n");
    }
    assertThat(done("read", "spent", "-n", "1000", "-o", "json").lines()).hasSize(100);
    assertThat(done("read", "spent", "-n", "7", "-o", "json").lines()).hasSize(7);
    assertThat(done("topics")).contains("sales", "spent");
    assertThat(done("snapshot")).isEqualTo("snapshots of 3 partitions are durable\n");
    assertThat(done("top", "-o", "json")).contains("\"partition\":0", "\"partition\":2");
  }

  @Test
  void shouldPassOnWhatWorkersRefuse() {
    assertThat(millrace("state", "get", "sum", "sum", "42").err())
        .contains("no state: function=sum, state=sum, key=42");
    assertThat(millrace("publish", "sails", "1").err()).contains("unknown topic: topic=sails");
    assertThat(millrace("release", "sum", "buyer1").err()).contains("not in quarantine");
    assertThat(millrace("read", "spent", "--partition", "9").err())
        .contains("partition out of range: partition=9; from 0 to 2");
  }

  @Test
  void shouldGoOnWithANumberedSequenceWhereItsSessionMovesTo() {
    ClusterApplication shop = shop();
    shop.publish("sales", sales(0, 50).getBytes(StandardCharsets.UTF_8), "till", 0);
    for (int partition = 0; partition < 3; partition++) {
      cluster.move(partition, 1);
    }
    JsonNode answer =
        shop.publish("sales", sales(0, 100).getBytes(StandardCharsets.UTF_8), "till", 0);

    assertThat(answer.path("accepted").asLong()).isEqualTo(50);
    assertThat(answer.path("duplicates").asLong()).isEqualTo(50);
  }

  @Test
  void shouldWaitForAPartitionThatNobodyHas() {
    ClusterApplication shop = shop();
    for (int partition = 0; partition < 3; partition++) {
      cluster.move(partition, -1);
    }
    CompletableFuture<JsonNode> answer =
        CompletableFuture.supplyAsync(
            () -> shop.publish("sales", sales(0, 5).getBytes(StandardCharsets.UTF_8), null, 0));
    for (int partition = 0; partition < 3; partition++) {
      cluster.move(partition, 0);
    }
    assertThat(answer.join().path("accepted").asLong()).isEqualTo(5);
  }

  @Test
  void shouldTailEachRecordOnceWherePartitionsMove() {
    ClusterApplication feeding = shop();
    BlockingQueue<JsonNode> given = new ArrayBlockingQueue<>(1000);
    int wanted = 120;
    CompletableFuture<Void> tail =
        CompletableFuture.runAsync(
            () ->
                shop()
                    .tail(
                        "spent",
                        true,
                        record -> {
                          given.add(record);
                          return given.size() < wanted;
                        }));
    for (int round = 0; round < 6; round++) {
      feeding.publish(
          "sales",
          sales(20 * round, 20 * (round + 1)).getBytes(StandardCharsets.UTF_8),
          "till",
          20L * round);
      if (round % 2 == 0) {
        await(given, 20 * (round + 1));
      }
      for (int partition = 0; partition < 3; partition++) {
        cluster.move(partition, (partition + round) % 2);
      }
    }
    tail.join();

    assertThat(given.stream().map(record -> record.path("partition") + ":" + record.path("offset")))
        .hasSize(wanted)
        .doesNotHaveDuplicates();
    assertThat(
            given.stream().mapToLong(record -> record.path("value").path("cents").asLong()).sum())
        .isEqualTo(10 * (12 * 13 / 2)); // each of ten buyers spent 1, 2, ... 12 in all
  }

  private static void await(BlockingQueue<JsonNode> given, int count) {
    while (given.size() < count) {
      LockSupport.parkNanos(5_000_000);
    }
  }
}
