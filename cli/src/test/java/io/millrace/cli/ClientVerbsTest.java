package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.Millrace.Result;
import io.millrace.cli.http.ServedShop;
import io.millrace.connector.files.JsonValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ClientVerbsTest {
  private static ServedShop served;
  @TempDir Path dir;

  @BeforeAll
  static void start() {
    served = new ServedShop();
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  private static Result millrace(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--url", served.url()));
    return Millrace.run(all.toArray(String[]::new));
  }

  private static String done(String... args) {
    Result result = millrace(args);
    assertThat(result.code()).as(result.err()).isZero();
    return result.out();
  }

  private static String sale(String buyer, long cents) {
    return "{\"buyer\":\"" + buyer + "\",\"cents\":" + cents + "}";
  }

  @Test
  void shouldPublishAndTailAndRead() {
    assertThat(done("publish", "sales", sale("ann", 42)))
        .isEqualTo("1 record published to sales\n");
    assertThat(done("tail", "spent", "--from", "start", "-n", "1", "-o", "json"))
        .contains("\"topic\":\"spent\"", "\"value\":{");
    assertThat(done("read", "spent", "-n", "1")).contains("{\"buyer\":");
    assertThat(done("state", "get", "sum", "sum", "ann")).isEqualTo("42\n");
    assertThat(done("state", "get", "sum", "sum", "ann", "-o", "json"))
        .contains("\"key\":\"ann\",\"value\":42");
  }

  @Test
  void shouldPublishALongFileOnceUnderASession() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 12_000; i++) {
      lines.add(sale("buyer" + i % 7, 1));
    }
    String file = Files.write(dir.resolve("sales.jsonl"), lines).toString();

    String first = done("publish", "sales", "--file", file, "--session", "long", "-o", "json");
    String again = done("publish", "sales", "--file", file, "--session", "long", "-o", "json");

    assertThat(first).isEqualTo("{\"accepted\":12000,\"duplicates\":0}\n");
    assertThat(again).isEqualTo("{\"accepted\":0,\"duplicates\":12000}\n");
  }

  @Test
  void shouldPassOnWhatTheApplicationRefuses() {
    Result unknown = millrace("publish", "sails", "1");
    Result malformed = millrace("publish", "sales", "ann");
    Result noState = millrace("state", "get", "sum", "sum", "nobody");

    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.err()).contains("unknown topic: topic=sails");
    assertThat(malformed.err()).contains("not JSON: line=1", "quotes");
    assertThat(noState.err()).contains("no state: function=sum");
  }

  @Test
  void shouldDescribeInTextAndJson() throws IOException {
    assertThat(done("apps")).contains("shop", "running");
    assertThat(done("topics")).contains("source sales", "function check", "sink spent", "1h");
    assertThat(done("describe")).contains("Functions", "quarantine", "sum (value)");
    var all = JsonValues.mapper().readTree(done("describe", "-o", "json"));
    assertThat(all.path("topology").path("functions")).hasSize(2);
    assertThat(JsonValues.mapper().readTree(done("apps", "-o", "json"))).hasSize(1);
    assertThat(JsonValues.mapper().readTree(done("topics", "-o", "json"))).hasSize(3);
  }

  @Test
  void shouldMeasureOnceWhereThereIsNoTerminal() throws IOException {
    assertThat(done("top", "--interval", "0.1").lines().filter(line -> line.contains("live")))
        .hasSize(3);
    var top = JsonValues.mapper().readTree(done("top", "--interval", "0.1", "-o", "json"));
    assertThat(top.path("partitions")).hasSize(3);
    assertThat(millrace("top", "--interval", "0").code()).isEqualTo(2);
  }

  @Test
  void shouldRefuseNumbersOutOfRangeAsWrongUsage() {
    for (String verb : List.of("top", "tail sales", "read sales")) {
      List<String> args = new ArrayList<>(List.of(verb.split(" ")));
      args.addAll(List.of("-n", "0"));
      Result result = millrace(args.toArray(String[]::new));
      assertThat(result.code()).as(verb).isEqualTo(2);
      assertThat(result.err()).as(verb).contains("number out of range: -n 0");
    }
  }

  @Test
  void shouldTakeSnapshots() {
    assertThat(done("snapshot")).contains("snapshots of 3 partitions are durable");
  }

  @Test
  void shouldReleaseKeysThatAreInQuarantineOnly() {
    Result free = millrace("release", "sum", "ann");
    assertThat(free.code()).isEqualTo(1);
    assertThat(free.err()).contains("key not in quarantine: function=sum, key=ann");
    assertThat(millrace("release", "add", "ann").err()).contains("unknown function");

    done("publish", "sales", sale("zed", -1));
    Result released;
    do {
      released = millrace("release", "sum", "zed");
    } while (released.code() != 0);
    assertThat(released.out()).isEqualTo("key released: zed of sum\n");
  }
}
