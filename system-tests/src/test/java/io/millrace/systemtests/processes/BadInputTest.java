package io.millrace.systemtests.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.systemtests.processes.app.Purchase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command says about jars, settings and lines that are wrong, and what it does then. */
class BadInputTest {
  private static final String NO_JSON = "{\"user\":\"f1\",\"device\n";
  private static final String WRONG_TYPE =
      "{\"user\":\"f1\",\"device\":\"d1\",\"amount\":\"many\",\"atMs\":1700000000000}\n";

  @TempDir Path directory;

  private final Purchases purchases = new Purchases(1, "f", 30, 5);
  private final Oracle oracle = new Oracle();
  private LedgerSite site;

  @BeforeEach
  void pack() throws IOException {
    site = LedgerSite.in(directory);
  }

  private void append(int lines) throws IOException {
    List<Purchase> more = Stream.generate(purchases::next).limit(lines).toList();
    more.forEach(oracle::accept);
    site.append(more);
  }

  private MillraceProcess bounded(String... more) {
    List<String> arguments = new ArrayList<>(List.of("--set", "follow=no", "-o", "json"));
    arguments.addAll(List.of(more));
    return site.start(arguments.toArray(String[]::new));
  }

  private static void assertEnds(MillraceProcess process, int code, String... messages) {
    try (process) {
      assertThat(process.awaitExit()).as(process::output).isEqualTo(code);
      assertThat(process.output()).contains(messages);
    }
  }

  private MillraceProcess command(String... arguments) {
    return MillraceProcess.start(
        directory.resolve("command-" + site.starts().incrementAndGet() + ".log"), arguments);
  }

  @Test
  void shouldSayWhatIsWrongWithAJar() throws IOException {
    Path text = Files.writeString(directory.resolve("text.jar"), "this is no jar at all");
    Path without = ApplicationJars.packageOf(Await.class, directory.resolve("without.jar"));
    // all at once: each is little more than the start of a JVM
    MillraceProcess noJar = command("run", text.toString());
    MillraceProcess noFunctions = command("run", without.toString());
    MillraceProcess noFile = command("run", directory.resolve("ledgre.jar").toString());
    assertEnds(noJar, 2, "error: not a jar: file=" + text);
    assertEnds(noFunctions, 2, "error: no functions in the jar: jar=" + without);
    assertEnds(noFile, 2, "error: jar not found: file=", "ledgre.jar");
  }

  @Test
  void shouldSayWhatIsWrongWithASetting() throws IOException {
    append(1);
    String jar = site.jar().toString();
    String data = site.data().toString();
    MillraceProcess missing =
        command("run", jar, "--data", data, "--set", "out=" + site.out(), "--set", "inptu=x");
    MillraceProcess option = command("run", jar, "--dta", data);
    MillraceProcess application = command("run", jar, "--app", "legder");
    assertEnds(missing, 2, "error: setting missing: name=input", "--set input=VALUE");
    assertEnds(option, 2, "error: unknown argument: --dta", "millrace run --help");
    assertEnds(application, 2, "error: unknown application: app=legder", "known: [ledger]");
    assertThat(site.data()).as("left behind by an application that never ran").doesNotExist();
  }

  @Test
  void shouldNotFindAnInputThatIsNotThere() {
    assertEnds(site.start(), 1, "error: ", site.input().toString(), "input not found");
  }

  @Test
  void shouldStopAtAMalformedLineAndLoseNothing() throws IOException {
    append(50);
    String good = Files.readString(site.input());
    site.appendText(NO_JSON);
    assertEnds(
        bounded(), 1, "error: malformed input", site.input() + ":51", "\"outcome\":\"failed\"");
    Files.writeString(site.input(), good);
    append(50);
    assertEnds(bounded(), 0, "\"outcome\":\"finished\"");
    // the end of bounded input closes all windows
    site.assertWritten(oracle.finishAll());
  }

  @Test
  void shouldCountMalformedLinesThatAreSkipped() throws IOException {
    append(50);
    site.appendText(NO_JSON);
    site.appendText(WRONG_TYPE);
    append(50);
    assertEnds(
        bounded("--set", "malformed=SKIP"),
        0,
        "\"outcome\":\"finished\"",
        "\"records\":100",
        "\"malformed\":2");
    site.assertWritten(oracle.finishAll());
  }

  @Test
  void shouldKeepMalformedLinesForWhoeverAsksForThem() throws IOException {
    append(50);
    site.appendText(WRONG_TYPE);
    append(50);
    try (MillraceProcess process = site.start("--set", "malformed=DEAD_LETTER")) {
      Api api = new Api(process.awaitAddress());
      String topic = "/topics/purchases.dead-letter/records";
      process.await(() -> "a dead letter", () -> !api.get(topic).body().path("records").isEmpty());
      assertThat(api.get(topic).body().path("records").toString())
          .contains(site.input() + ":51")
          .contains("amount");
      Map<String, List<String>> expected = oracle.finish();
      site.awaitLines(process, expected);
      process.terminate();
      assertThat(process.awaitExit()).as(process::output).isZero();
      site.assertWritten(expected);
    }
  }
}
