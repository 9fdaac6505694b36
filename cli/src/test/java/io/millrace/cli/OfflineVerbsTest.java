package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.Millrace.Result;
import io.millrace.cli.samples.DiceApp;
import io.millrace.cli.samples.KeptApp;
import io.millrace.cli.samples.WordCount;
import io.millrace.cli.samples.WordsApp;
import io.millrace.connector.files.JsonValues;
import io.millrace.storage.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OfflineVerbsTest {
  @TempDir Path dir;
  private Path jar;

  @BeforeEach
  void runOnce() throws IOException {
    jar = TestJar.of(dir.resolve("x.jar"), WordsApp.class, DiceApp.class, WordCount.class);
    Files.write(dir.resolve("in.txt"), List.of("a", "b", "a", "c", "a"));
  }

  private Result millrace(String verb, String app, String... more) {
    List<String> args =
        new ArrayList<>(List.of(verb, jar.toString(), "--app", app, "--data", dir + "/" + app));
    args.addAll(
        List.of(
            "--set", "input=" + dir + "/in.txt", "--set", "output=" + dir + "/" + app + ".out"));
    args.addAll(List.of(more));
    return Millrace.run(args.toArray(String[]::new));
  }

  private void runApp(String app, String partitions) {
    Result result = millrace("run", app, "--partitions", partitions, "--port", "off");
    assertThat(result.code()).as(result.err()).isZero();
  }

  @Test
  void shouldFindThatADeterministicApplicationDoesTheSameTwice() throws IOException {
    runApp("words", "2");

    Result result = millrace("verify", "words", "-o", "json");

    assertThat(result.code()).as(result.err()).isZero();
    var answer = JsonValues.mapper().readTree(result.out());
    assertThat(answer.path("same").asBoolean()).isTrue();
    assertThat(answer.path("partitions")).hasSize(2);
    long emitted = 0;
    for (var verdict : answer.path("partitions")) {
      emitted += verdict.path("emitted").asLong();
    }
    assertThat(emitted).isEqualTo(5);
  }

  @Test
  void shouldNameTheFunctionThatDoesNotDoTheSameTwice() {
    runApp("dice", "1");

    Result result = millrace("verify", "dice");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out())
        .contains("DIFFERENT", "state: digests", "function dice emitted", "not deterministic");
  }

  @Test
  void shouldReplayWhatWasEmitted() throws IOException {
    runApp("words", "1");

    Result result = millrace("replay", "words", "--partition", "0", "-o", "json");

    assertThat(result.code()).as(result.err()).isZero();
    List<String> lines = result.out().lines().toList();
    assertThat(lines).hasSize(6);
    assertThat(lines.get(4)).contains("\"function\":\"count\"", "{\"word\":\"a\",\"count\":3}");
    assertThat(lines.get(5)).contains("\"records\":10", "\"emitted\":5", "\"digest\":");
  }

  @Test
  void shouldReplayAndVerifyOneFunctionWithoutAnApplication() throws IOException {
    List<String> function =
        List.of(
            jar.toString(),
            "--function",
            "WordCount",
            "--in",
            "words=file:" + dir + "/in.txt",
            "--out",
            "counts=file:" + dir + "/counts.jsonl",
            "--data",
            dir + "/function");
    assertThat(with(function, "run", "--partitions", "1", "--port", "off").code()).isZero();

    Result replayed = with(function, "replay", "--partition", "0", "--quiet", "-o", "json");
    Result verified = with(function, "verify", "-o", "json");

    assertThat(replayed.code()).as(replayed.err()).isZero();
    assertThat(replayed.out()).contains("\"emitted\":5");
    assertThat(verified.code()).as(verified.err()).isZero();
    assertThat(JsonValues.mapper().readTree(verified.out()).path("same").asBoolean()).isTrue();
  }

  private static Result with(List<String> function, String verb, String... more) {
    List<String> args = new ArrayList<>(List.of(verb));
    args.addAll(function);
    args.addAll(List.of(more));
    return Millrace.run(args.toArray(String[]::new));
  }

  @Test
  void shouldReplayFromTheNewestSnapshotOnly() throws IOException {
    runApp("words", "1");

    Result result =
        millrace("replay", "words", "--partition", "0", "--from", "snapshot", "-o", "json");
    Result whole = millrace("replay", "words", "--partition", "0", "--quiet", "-o", "json");

    var end = JsonValues.mapper().readTree(result.out());
    assertThat(end.path("records").asLong()).isZero();
    assertThat(end.path("digest"))
        .isEqualTo(JsonValues.mapper().readTree(whole.out()).path("digest"));
  }

  @Test
  void shouldEndAReplayBeforeAnOffset() throws IOException {
    runApp("words", "1");

    Result none = millrace("replay", "words", "--partition", "0", "--until", "0", "-o", "json");

    assertThat(none.code()).as(none.err()).isZero();
    assertThat(JsonValues.mapper().readTree(none.out()).path("records").asLong()).isZero();
  }

  private JsonNode replayed(String app, String... more) throws IOException {
    List<String> args = new ArrayList<>(List.of("--partition", "0", "--quiet", "-o", "json"));
    args.addAll(List.of(more));
    Result result = millrace("replay", app, args.toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isZero();
    return JsonValues.mapper().readTree(result.out());
  }

  @Test
  void shouldReplayByChangedCodeUpToAnyOffsetAndTellWhatOtherCodeHadRead() throws IOException {
    jar = TestJar.of(dir.resolve("old.jar"), KeptApp.class, DiceApp.class);
    runApp("kept", "1");
    String endOfFirst = replayed("kept").path("until").asText();
    assertThat(replayed("kept").path("recordsOfOtherCode").asLong()).isZero();
    jar = TestJar.of(dir.resolve("new.jar"), KeptApp.class);
    Files.write(dir.resolve("in.txt"), List.of("a", "b", "a", "c", "a", "d"));
    runApp("kept", "1");

    JsonNode first = replayed("kept", "--until", endOfFirst);
    assertThat(first.path("records").asLong()).isEqualTo(10);
    assertThat(first.path("recordsOfOtherCode").asLong()).isEqualTo(10);
    JsonNode all = replayed("kept");
    assertThat(all.path("records").asLong()).isEqualTo(12);
    assertThat(all.path("recordsOfOtherCode").asLong()).isEqualTo(10);
    JsonNode second = replayed("kept", "--from", endOfFirst);
    assertThat(second.path("emitted").asLong()).isEqualTo(1);
    assertThat(second.path("recordsOfOtherCode").asLong()).isZero();
    Result forPeople = millrace("replay", "kept", "--partition", "0", "--quiet");
    assertThat(forPeople.err()).contains("other code than this jar ran when 10 of these records");
  }

  @Test
  void shouldReplayAndVerifyByCodeThatNeverRan() throws IOException {
    runApp("words", "1");
    jar = TestJar.of(dir.resolve("y.jar"), WordsApp.class, WordCount.class);

    assertThat(replayed("words").path("recordsOfOtherCode").asLong()).isEqualTo(10);
    assertThat(millrace("verify", "words")).returns(0, Result::code);
  }

  @Test
  void shouldRefuseOffsetsThatAreNotThere() throws IOException {
    runApp("words", "1");
    long end = replayed("words").path("until").asLong();

    for (String from : List.of("-1", Long.toString(end + 1), "1000000000000")) {
      Result result = millrace("replay", "words", "--partition", "0", "--from", from);
      assertThat(result.code()).as(from).isEqualTo(2);
      assertThat(result.err())
          .contains("offset out of range: --from " + from, "from 0 to " + end + "\n");
    }
    Result empty = millrace("replay", "words", "--partition", "0", "--from", "3", "--until", "2");
    assertThat(empty.code()).isEqualTo(2);
    assertThat(empty.err()).contains("range is empty: --until 2", "begins at 3");
    assertThat(replayed("words", "--from", Long.toString(end)).path("emitted").asLong()).isZero();
  }

  private List<String> tree(Path root) throws IOException {
    List<String> all = new ArrayList<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted().toList()) {
        String content =
            Files.isDirectory(path) ? "" : " " + Arrays.hashCode(Files.readAllBytes(path));
        all.add(path + " " + Files.getLastModifiedTime(path) + content);
      }
    }
    return all;
  }

  @Test
  void shouldChangeNothingInTheDataDirectory() throws IOException {
    Path data = dir.resolve("words");
    assertThat(millrace("run", "words", "--partitions", "2", "--port", "off", "--state", "rocksdb"))
        .returns(0, Result::code);
    // as a crash may leave it
    Files.createDirectories(data.resolve("journals/0/0000000009.deleted"));
    Files.createDirectories(data.resolve("journals/1/0000000009"));
    Files.writeString(data.resolve("snapshots/0/0-99.snapshot.tmp"), "half");
    List<String> before = tree(data);

    assertThat(millrace("verify", "words")).returns(0, Result::code);
    assertThat(millrace("replay", "words", "--partition", "0")).returns(0, Result::code);
    assertThat(millrace("replay", "words", "--partition", "1", "--from", "snapshot"))
        .returns(0, Result::code);

    assertThat(tree(data)).isEqualTo(before);
  }

  @Test
  void shouldRefuseDataThatIsNotThereOrInUse() {
    Result nothing = millrace("verify", "words");
    assertThat(nothing.code()).isEqualTo(2);
    assertThat(nothing.err()).contains("no application's data there");
    assertThat(dir.resolve("words")).doesNotExist();

    runApp("words", "1");
    assertThat(millrace("replay", "words", "--partition", "7").err()).contains("from 0 to 0");
    try (DataDirectory held = DataDirectory.open(dir.resolve("words"))) {
      Result result = millrace("verify", "words");
      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err()).contains("data directory in use", held.path().toString());
    }
  }
}
