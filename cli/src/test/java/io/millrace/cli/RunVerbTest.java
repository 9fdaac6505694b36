package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.Millrace.Result;
import io.millrace.cli.samples.CarelessApp;
import io.millrace.cli.samples.DiceApp;
import io.millrace.cli.samples.FaultyApp;
import io.millrace.cli.samples.Greeting;
import io.millrace.cli.samples.Shout;
import io.millrace.cli.samples.WordCount;
import io.millrace.cli.samples.WordsApp;
import io.millrace.connector.files.JsonValues;
import io.millrace.storage.DataDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunVerbTest {
  @TempDir Path dir;
  private Path jar;
  private Path input;
  private Path output;

  @BeforeEach
  void pack() throws IOException {
    jar =
        TestJar.of(
            dir.resolve("words.jar"), WordsApp.class, WordCount.class, Shout.class, Greeting.class);
    input = Files.write(dir.resolve("in.txt"), List.of("a", "b", "a"));
    output = dir.resolve("out.jsonl");
  }

  private Result run(String... more) {
    return runJar(jar, more);
  }

  private Result runJar(Path file, String... more) {
    List<String> args =
        new java.util.ArrayList<>(
            List.of(
                "run",
                file.toString(),
                "--port",
                "off",
                "--set",
                "input=" + input,
                "--set",
                "output=" + output));
    args.addAll(List.of(more));
    return Millrace.run(args.toArray(String[]::new));
  }

  private String data(String name) {
    return dir.resolve(name).toString();
  }

  private static JsonNode lastLine(Result result) throws IOException {
    List<String> lines = result.out().lines().toList();
    return JsonValues.mapper().readTree(lines.get(lines.size() - 1));
  }

  @Test
  void shouldWorkOffBoundedInputAndSumUp() throws IOException {
    Result result = run("--data", data("d"), "--partitions", "3", "--slots", "2", "-o", "json");

    assertThat(result.code()).as(result.err()).isZero();
    JsonNode summary = lastLine(result);
    assertThat(summary.path("outcome").asText()).isEqualTo("finished");
    assertThat(summary.path("records").asLong()).isEqualTo(3);
    assertThat(summary.path("emitted").asLong()).isEqualTo(3);
    assertThat(summary.path("sinks").path("counts").asLong()).isEqualTo(3);
    assertThat(Files.readAllLines(output))
        .containsExactlyInAnyOrder(
            "{\"word\":\"a\",\"count\":1}",
            "{\"word\":\"b\",\"count\":1}",
            "{\"word\":\"a\",\"count\":2}");
  }

  @Test
  void shouldGoOnWithWhatWasAppendedSinceTheLastRun() throws IOException {
    run("--data", data("d"), "--partitions", "2");
    Files.write(input, List.of("a", "b", "a", "a"));

    Result second = run("--data", data("d"), "-o", "json");

    assertThat(second.code()).as(second.err()).isZero();
    assertThat(lastLine(second).path("records").asLong()).isEqualTo(1);
    assertThat(second.err()).contains("going on from");
    assertThat(Files.readAllLines(output)).contains("{\"word\":\"a\",\"count\":3}").hasSize(4);
  }

  @Test
  void shouldTellOnceWhatStateNewCodeDoesNotUse() throws IOException {
    Path newer =
        TestJar.of(dir.resolve("newer.jar"), WordsApp.class, WordCount.class, TestJar.class);
    String told = "state not used any more: states=count/seen; it is kept";
    Result first = run("--data", data("d"), "--partitions", "2");
    Result renamed = runJar(newer, "--data", data("d"), "--set", "counter=tally");
    Result again = runJar(newer, "--data", data("d"), "--set", "counter=tally");
    Files.write(input, List.of("a", "b", "a", "a"));
    Result back = run("--data", data("d"));

    assertThat(first.err()).doesNotContain("not used");
    assertThat(renamed.code()).as(renamed.err()).isZero();
    assertThat(renamed.err()).contains(told);
    assertThat(again.err()).doesNotContain("not used");
    assertThat(back.err()).contains("not used any more: states=tally/seen");
    assertThat(Files.readAllLines(output))
        .as("kept all the while")
        .contains("{\"word\":\"a\",\"count\":3}");
  }

  @Test
  void shouldCarryStateFromOneBackendToAnotherAndBack() throws IOException {
    run("--data", data("d"), "--partitions", "2");
    Files.write(input, List.of("a", "b", "a", "a"));
    Result second = run("--data", data("d"), "--state", "rocksdb", "--state-memory", "16m");
    assertThat(second.code()).as(second.err()).isZero();
    Files.write(input, List.of("a", "b", "a", "a", "b"));
    Result third = run("--data", data("d"), "--state", "rocksdb");
    assertThat(third.code()).as(third.err()).isZero();
    Files.write(input, List.of("a", "b", "a", "a", "b", "b"));
    Result fourth = run("--data", data("d"), "--state", "heap");
    assertThat(fourth.code()).as(fourth.err()).isZero();

    assertThat(Files.readAllLines(output))
        .contains(
            "{\"word\":\"a\",\"count\":3}",
            "{\"word\":\"b\",\"count\":2}",
            "{\"word\":\"b\",\"count\":3}")
        .hasSize(6);
    Result verified =
        Millrace.run(
            "verify",
            jar.toString(),
            "--data",
            data("d"),
            "--set",
            "input=" + input,
            "--set",
            "output=" + output);
    assertThat(verified.code()).as(verified.err()).isZero();
  }

  @Test
  void shouldKeepStateOnDiskWithoutDurability() {
    Result result = run("--durability", "none", "--state", "rocksdb", "-o", "json");
    assertThat(result.code()).as(result.err()).isZero();
  }

  @Test
  void shouldRefuseMemoryForStateThatMakesNoSense() {
    assertThat(run("--state", "rocksdb", "--state-memory", "1m").err()).contains("at least 16m");
    assertThat(run("--state", "rocksdb", "--state-memory", "much").err()).contains("256m");
    assertThat(run("--state-memory", "64m").err()).contains("--state rocksdb");
  }

  @Test
  void shouldSayThatAllInputWasReadBefore() {
    run("--data", data("d"), "--partitions", "2");

    Result second = run("--data", data("d"));

    assertThat(second.code()).isZero();
    assertThat(second.err()).contains("nothing new", "another --data");
  }

  @Test
  void shouldRunOneFunctionByItsConstants() throws IOException {
    Result result =
        Millrace.run(
            "run",
            jar.toString(),
            "--function",
            "WordCount",
            "--in",
            "words=file:" + input,
            "--out",
            "counts=file:" + output,
            "--durability",
            "none",
            "--port",
            "off");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(Files.readAllLines(output)).hasSize(3);
    assertThat(result.err()).contains("nothing is kept");
  }

  @Test
  void shouldRunAPlainFunctionByItsTypes() throws IOException {
    Result result =
        Millrace.run(
            "run",
            jar.toString(),
            "--function",
            Shout.class.getName(),
            "--in",
            "quiet=file:" + input,
            "--out",
            "loud=file:" + output + "?format=text",
            "--durability",
            "none",
            "--port",
            "off");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(Files.readAllLines(output)).containsExactlyInAnyOrder("A", "B", "A");
  }

  @Test
  void shouldShowTheStackTraceOfUserCodeThatFailedAndNothingElse() throws IOException {
    Files.write(input, List.of("a", "boom"));

    Result result = run("--data", data("d"));

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .contains("function=count", "key=boom", "boom is not counted", "WordCount.onRecord")
        .doesNotContain("io.millrace.runtime");
  }

  @Test
  void shouldShowWhereAFunctionUsesWhatItDidNotDeclareThoughItSkipsFailures() {
    jar = TestJar.of(dir.resolve("c.jar"), CarelessApp.class, WordCount.class);

    Result result =
        Millrace.run(
            "run", jar.toString(), "--port", "off", "--data", data("d"), "--set", "input=" + input);

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .contains("function=careless", "state=seen; add .state(seen) to its FunctionSpec")
        .contains("CarelessApp$Careless.onRecord")
        .doesNotContain("Caller");
  }

  @Test
  void shouldNameFileAndLineOfMalformedInput() throws IOException {
    Path numbers = Files.write(dir.resolve("n.jsonl"), List.of("\"a\"", "{oops"));

    Result result =
        Millrace.run(
            "run",
            jar.toString(),
            "--function",
            "WordCount",
            "--in",
            "words=file:" + numbers,
            "--out",
            "counts=stdout",
            "--data",
            data("d"),
            "--port",
            "off");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("malformed input", "n.jsonl:2").doesNotContain("\tat ");
  }

  @Test
  void shouldNameFileAndLineOfAValueThatHasNoKey() throws IOException {
    Path people = Files.write(dir.resolve("p.jsonl"), List.of("{\"name\":\"a\"}", "", "{}"));

    Result result =
        Millrace.run(
            "run",
            jar.toString(),
            "--function",
            "Greeting",
            "--in",
            "people=file:" + people,
            "--data",
            data("d"),
            "--port",
            "off");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("at=" + people + ":3", "key is null");
  }

  @Test
  void shouldRefuseWhatIsNoJarWithFunctions() throws IOException {
    Path text = Files.writeString(dir.resolve("text.jar"), "text");

    assertThat(runJar(dir.resolve("none.jar")).err()).contains("jar not found");
    assertThat(runJar(text).err()).contains("not a jar");
    assertThat(runJar(TestJar.empty(dir.resolve("empty.jar"))).err()).contains("no functions");
    Result onlyFunction = runJar(TestJar.of(dir.resolve("f.jar"), WordCount.class));
    assertThat(onlyFunction.err()).contains("--function", WordCount.class.getName());
    assertThat(onlyFunction.code()).isEqualTo(2);
  }

  @Test
  void shouldAskWhichOfSeveralApplicationsIsMeant() {
    Path two = TestJar.of(dir.resolve("two.jar"), WordsApp.class, WordCount.class, DiceApp.class);

    Result none = runJar(two);
    Result unknown = runJar(two, "--app", "other");

    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("--app", "[dice, words]");
    assertThat(unknown.err()).contains("app=other", "[dice, words]");
  }

  @Test
  void shouldListAllFaultsAndLeaveNothingBehind() {
    Path faulty = TestJar.of(dir.resolve("x.jar"), FaultyApp.class, WordCount.class);

    Result result = Millrace.run("run", faulty.toString(), "--port", "off", "--data", data("d"));

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("faults=", "function name used twice");
    assertThat(dir.resolve("d")).doesNotExist();
  }

  @Test
  void shouldNameTheSettingThatIsMissing() {
    Result result = Millrace.run("run", jar.toString(), "--port", "off", "--data", data("d"));

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("--set input=VALUE");
  }

  @Test
  void shouldRefuseASettingThatNobodyAsksForAndNameWhatIsNear() {
    Result result = run("--data", data("d"), "--set", "otput=x");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .contains("unknown setting: app=words, name=otput (did you mean output?)")
        .contains("asks for [", "input, output");
    assertThat(dir.resolve("d")).doesNotExist();
  }

  @Test
  void shouldTakeASettingThatAFunctionAsksForWhenItIsOpened() throws IOException {
    Result result = run("--durability", "none", "--set", "boring=a");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(Files.readAllLines(output)).containsExactly("{\"word\":\"b\",\"count\":1}");
  }

  @Test
  void shouldRunABatchAndKeepNothing() throws IOException {
    Result result = run("--batch", "-o", "json");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.err()).contains("words: nothing is kept");
    assertThat(lastLine(result).path("outcome").asText()).isEqualTo("finished");
    assertThat(Files.readAllLines(output))
        .containsExactlyInAnyOrder("{\"word\":\"a\",\"count\":2}", "{\"word\":\"b\",\"count\":1}");
  }

  @Test
  void shouldKeepTheDataOfABatchIfAsked() throws IOException {
    run("--batch", "--data", data("d"), "--partitions", "2");

    Result second = run("--batch", "--data", data("d"));

    assertThat(second.code()).as(second.err()).isZero();
    assertThat(second.err()).contains("nothing new");
    assertThat(Files.readAllLines(output)).hasSize(2);
  }

  @Test
  void shouldRefuseABatchWhoseInputNeverEnds() {
    Result published = run("--batch", "--set", "published=true", "--data", data("d"));
    Result followed =
        Millrace.run(
            "run",
            jar.toString(),
            "--batch",
            "--function",
            "WordCount",
            "--in",
            "words=file:" + input + "?follow=true",
            "--out",
            "counts=file:" + output,
            "--port",
            "off");

    assertThat(published.code()).isEqualTo(2);
    assertThat(published.err()).contains("input never ends", "sources=[more (clients)]");
    assertThat(followed.code()).isEqualTo(2);
    assertThat(followed.err()).contains("input never ends", "words (" + input + ")");
    assertThat(dir.resolve("d")).doesNotExist();
  }

  @Test
  void shouldNotChangeTheNumberOfPartitionsOfData() {
    run("--data", data("d"), "--partitions", "2");

    Result result = run("--data", data("d"), "--partitions", "3");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("partitions=2, asked=3");
  }

  @Test
  void shouldNotTouchTheDataOfAnotherApplication() {
    run("--data", data("d"), "--partitions", "2");
    Path other = TestJar.of(dir.resolve("dice.jar"), DiceApp.class, WordCount.class);

    Result result = runJar(other, "--data", data("d"));

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("application=words, started=dice");
  }

  @Test
  void shouldNotShareADataDirectory() {
    try (DataDirectory held = DataDirectory.open(dir.resolve("d"))) {
      Result result = run("--data", held.path().toString());

      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err()).contains("data directory in use");
    }
  }

  @Test
  void shouldSayThatAPortIsTakenBeforeAnythingRuns() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());

      Result result =
          Millrace.run(
              "run",
              jar.toString(),
              "--port",
              port,
              "--data",
              data("d"),
              "--set",
              "input=" + input,
              "--set",
              "output=" + output);

      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err()).contains("port in use: port=" + port);
      assertThat(dir.resolve("d")).doesNotExist();
    }
  }

  @Test
  void shouldRefuseOptionsThatContradictEachOther() {
    assertThat(run("--in", "a=stdout").code()).isEqualTo(2);
    assertThat(run("--durability", "none", "--data", data("d")).code()).isEqualTo(2);
    assertThat(run("--partitions", "0").code()).isEqualTo(2);
    assertThat(run("--slots", "many").code()).isEqualTo(2);
    assertThat(run("--app", "words", "--function", "WordCount").code()).isEqualTo(2);
  }
}
