package io.millrace.systemtests.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.systemtests.processes.app.Purchase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that runs, and those who want what it has, or send it what it cannot take. */
class TwoProcessesTest {
  private static final String ORDER = "{\"user\":\"u\",\"device\":\"\",\"amount\":1,\"atMs\":1}";

  @TempDir Path directory;

  private final Purchases purchases = new Purchases(1, "f", 30, 5);
  private final Oracle oracle = new Oracle();
  private LedgerSite site;
  private MillraceProcess running;

  @BeforeEach
  void start() throws IOException {
    site = LedgerSite.in(directory);
    append(500);
    running = site.start();
  }

  @AfterEach
  void kill() {
    running.close();
  }

  private void append(int lines) throws IOException {
    List<Purchase> more = Stream.generate(purchases::next).limit(lines).toList();
    more.forEach(oracle::accept);
    site.append(more);
  }

  private void refuse(MillraceProcess second, String... messages) {
    try (second) {
      assertThat(second.awaitExit()).as(second::output).isEqualTo(1);
      assertThat(second.output()).contains(messages);
    }
  }

  /** Nothing of what was tried has harmed it. */
  private void assertUnharmed() throws IOException {
    append(500);
    Map<String, List<String>> expected = oracle.finish();
    site.awaitLines(running, expected);
    running.terminate();
    assertThat(running.awaitExit()).as(running::output).isZero();
    site.assertWritten(expected);
  }

  @Test
  void shouldRefuseASecondProcessOnWhatAnotherHas() throws IOException {
    String port = Integer.toString(running.awaitAddress().getPort());
    refuse(
        site.start(),
        "error: data directory in use: dir=" + site.data(),
        "pid=" + running.pid(),
        "--data");
    LedgerSite elsewhere = site.withData(directory.resolve("elsewhere"));
    refuse(elsewhere.start(), "error: ", "file is being written by another sink", site.out() + "/");
    refuse(elsewhere.start("--port", port), "error: port in use: port=" + port, "--port 0");
    assertUnharmed();
  }

  @Test
  void shouldRefuseWhatCannotBePublished() throws IOException {
    Api api = new Api(running.awaitAddress());
    assertRefused(api.post("/topics/ordres", ORDER), 404, "unknown topic", "ordres", "orders");
    assertRefused(api.post("/topics/orders", "{\"user\":"), 400, "malformed value", "line 1");
    assertRefused(
        api.post("/topics/orders", ORDER + "\n" + ORDER.replace(":1,", ":\"many\",")),
        400,
        "topic=orders, value=2",
        "line 2",
        "amount",
        "nothing was published");
    assertRefused(
        api.post("/topics/orders", ORDER.replace("amount", "amuont")),
        400,
        "no value: field=amount");
    assertRefused(api.post("/topics/orders", ""), 400, "nothing to publish");
    assertRefused(api.get("/state/ledgre/total?key=u"), 404, "ledgre", "ledger");
    assertRefused(api.get("/no-such-path"), 404, "no-such-path");

    assertThat(api.post("/topics/orders", ORDER).body().path("accepted").asInt()).isEqualTo(1);
    oracle.accept(new Purchase("u", "", 1, 1));
    assertUnharmed();
  }

  private static void assertRefused(Api.Answer answer, int status, String... messages) {
    assertThat(answer.body().path("error").asText()).contains(messages);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
  }
}
