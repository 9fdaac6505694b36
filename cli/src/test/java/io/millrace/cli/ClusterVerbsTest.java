package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.Millrace.Result;
import io.millrace.cli.samples.DiceApp;
import io.millrace.cli.samples.FaultyApp;
import io.millrace.cli.samples.Shout;
import io.millrace.cli.samples.WordCount;
import io.millrace.cli.samples.WordsApp;
import io.millrace.cluster.control.Durability;
import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.connector.files.JsonValues;
import io.millrace.runtime.state.StateChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ClusterVerbsTest {
  @TempDir Path dir;
  private ClusterDirectory directory;
  private CoordinatorDouble coordinator;
  private Path jar;

  @BeforeEach
  void start() {
    directory = new ClusterDirectory(dir.resolve("cluster"));
    coordinator = new CoordinatorDouble(directory);
    jar = TestJar.of(dir.resolve("words.jar"), WordsApp.class, WordCount.class);
  }

  @AfterEach
  void stop() {
    coordinator.close();
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

  private String deploy(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of("deploy", jar.toString(), "--set", "input=a=b", "--set", "output=o"));
    all.addAll(List.of(more));
    return done(all.toArray(String[]::new));
  }

  private static JsonNode json(String text) {
    try {
      return JsonValues.mapper().readTree(text);
    } catch (JacksonException e) {
      throw new AssertionError(text, e);
    }
  }

  @Test
  void shouldDeployAndWaitUntilItIsLive() {
    assertThat(deploy("--name", "w", "--partitions", "3", "--durability", "replicated"))
        .isEqualTo("w is deployed: 3 partitions on 2 workers\n");

    CoordinatorDouble.App app = coordinator.app("w");
    assertThat(app.durability).isEqualTo(Durability.REPLICATED);
    assertThat(app.code.code().settings()).containsEntry("input", "a=b");
    assertThat(app.code.code().application()).isEqualTo("words");
    assertThat(Path.of(app.code.code().jar())).hasSameBinaryContentAs(jar);
    assertThat(app.code.metadata().partitions()).isEqualTo(3);
    assertThat(json(deploy("--workers", "1", "-o", "json")).path("application").asText())
        .isEqualTo("words");
    assertThat(coordinator.app("words").workers).isEqualTo(1);
    assertThat(coordinator.app("words").durability).isEqualTo(Durability.LOCAL);
  }

  @Test
  void shouldRefuseWhatCannotRunInTheWordsOfRun() {
    Path faulty = TestJar.of(dir.resolve("faulty.jar"), FaultyApp.class, WordCount.class);
    Path two = TestJar.of(dir.resolve("two.jar"), WordsApp.class, WordCount.class, DiceApp.class);

    assertThat(millrace("deploy", faulty.toString()).err())
        .contains("application refused", "faults=");
    assertThat(millrace("deploy", two.toString()).err())
        .contains("several applications in the jar: jar=" + two + "; choose one with --app");
    assertThat(millrace("deploy", jar.toString(), "--set", "inptu=x").err()).contains("setting");
    assertThat(millrace("deploy", dir.resolve("none.jar").toString()))
        .matches(result -> result.code() == 2)
        .matches(result -> result.err().contains("file not found"));
    assertThat(millrace("deploy", jar.toString(), "--partitions", "0").code()).isEqualTo(2);
    assertThat(millrace("deploy", jar.toString(), "--workers", "0").code()).isEqualTo(2);
    assertThat(json(done("apps", "-o", "json"))).isEmpty();
  }

  @Test
  void shouldTellThatADeployedApplicationFailed() {
    Result failed = millrace("deploy", jar.toString(), "--set", "input=fails", "--set", "output=o");
    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.err()).contains("application failed: app=words, no such input");

    Result again = millrace("deploy", jar.toString(), "--set", "input=x", "--set", "output=o");
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).contains("runs already");
  }

  @Test
  void shouldRewindToWhateverMomentIsNamed() {
    deploy();
    assertThat(coordinator.app("words").code.metadata().lineage().rewindableMs()).isEqualTo(60_000);
    assertThat(done("rewind", "words", "--to", "1234"))
        .isEqualTo("words is rewound to epoch 1234, generation 1\n");
    done("rewind", "words", "--to", "10s");
    done("rewind", "words", "--to", "2020-11-29T21:42:00Z");
    done("rewind", "words", "--to", "monday");
    assertThat(coordinator.rewinds.asked)
        .containsExactly(
            "words to epoch 1234",
            "words to 10s ago",
            "words to 2020-11-29T21:42:00Z",
            "words to savepoint monday");
    assertThat(millrace("rewind", "words", "--to", "13"))
        .matches(result -> result.code() == 1)
        .matches(result -> result.err().contains("epochs 20 to 30"));
    assertThat(millrace("rewind", "words", "--to", "12 o'clock").err())
        .contains("how long ago (10s, 5m, 2h)");
    assertThat(millrace("rewind", "words", "--to", "9999-01-01T00:00:00Z").err())
        .contains("lies ahead");
    assertThat(millrace("rewind", "words").code()).isEqualTo(2);
    assertThat(millrace("deploy", jar.toString(), "--name", "x", "--rewindable", "soon").err())
        .contains("0 for never, or a time up to 30d");
  }

  @Test
  void shouldKeepSavepoints() {
    deploy("--rewindable", "5m");
    assertThat(coordinator.app("words").code.metadata().lineage().rewindableMs())
        .isEqualTo(300_000);
    assertThat(done("savepoint", "list", "words")).isEqualTo("no savepoints\n");
    assertThat(done("savepoint", "create", "words", "monday"))
        .isEqualTo("savepoint monday keeps epoch 55\n");
    assertThat(done("savepoint", "list", "words")).contains("monday", "55", "2026-11-29T21:42:00Z");
    assertThat(json(done("savepoint", "list", "words", "-o", "json"))).hasSize(1);
    assertThat(done("savepoint", "delete", "words", "monday"))
        .isEqualTo("savepoint monday is deleted\n");
    assertThat(millrace("savepoint").code()).isEqualTo(2);
  }

  @Test
  void shouldUpdateKeepingSettings() {
    deploy();
    Path next = TestJar.of(dir.resolve("next.jar"), WordsApp.class, WordCount.class, Shout.class);

    assertThat(done("update", "words", next.toString(), "--set", "output=other"))
        .isEqualTo("words is updated: version 2\n");

    assertThat(coordinator.app("words").code.code().settings())
        .containsEntry("input", "a=b")
        .containsEntry("output", "other");
    Result missing = millrace("update", "words", next.toString(), "--unset", "input");
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err()).contains("input");
    assertThat(millrace("update", "other", next.toString()).err())
        .contains("unknown application: app=other; known: [words]");
  }

  @Test
  void shouldGoBackToFormerCodeWithItsSettings() {
    deploy();
    String first = coordinator.app("words").code.code().hash();
    Path next = TestJar.of(dir.resolve("next.jar"), WordsApp.class, WordCount.class, Shout.class);
    done("update", "words", next.toString(), "--set", "output=other");

    assertThat(done("update", "words", "--to", "1")).isEqualTo("words is updated: version 3\n");
    assertThat(coordinator.app("words").code.code().hash()).isEqualTo(first);
    assertThat(coordinator.app("words").code.code().settings()).containsEntry("output", "o");
    assertThat(millrace("update", "words", "--to", "9").err()).contains("version=9");
    assertThat(millrace("update", "words").err()).contains("Give a JAR, or --to VERSION");
  }

  @Test
  void shouldScaleAndStop() {
    deploy();

    assertThat(done("scale", "words", "--workers", "4")).isEqualTo("words moves to 4 workers\n");
    assertThat(coordinator.app("words").workers).isEqualTo(4);
    assertThat(millrace("scale", "words").code()).isEqualTo(2);
    assertThat(millrace("scale", "words", "--workers", "0").code()).isEqualTo(2);
    assertThat(done("stop", "words", "--keep-state"))
        .isEqualTo("words is stopped, its state is kept\n");
    assertThat(json(done("apps", "-o", "json"))).isEmpty();
    assertThat(millrace("stop", "words").code()).isEqualTo(1);
  }

  @Test
  void shouldGoOnWithWhatWasKept() {
    deploy("--partitions", "3");
    long number = coordinator.app("words").code.metadata().application();
    done("stop", "words", "--keep-state");

    Result other =
        millrace(
            "deploy", jar.toString(), "--partitions", "4", "--set", "input=x", "--set", "output=o");
    assertThat(other.code()).isEqualTo(1);
    assertThat(other.err()).contains("app=words, partitions=3, asked=4");

    deploy();
    assertThat(coordinator.app("words").code.metadata().application()).isEqualTo(number);
    assertThat(coordinator.app("words").code.metadata().partitions()).isEqualTo(3);
    done("stop", "words");
  }

  @Test
  void shouldKeepStateWhereItWasUnlessAskedOtherwise() {
    deploy("--state", "rocksdb", "--state-memory", "64m");
    StateChoice asked = new StateChoice("rocksdb", 64 << 20);
    assertThat(coordinator.app("words").code.metadata().state()).isEqualTo(asked);
    done("stop", "words", "--keep-state");
    deploy();
    assertThat(coordinator.app("words").code.metadata().state()).isEqualTo(asked);
    done("stop", "words", "--keep-state");
    deploy("--state", "heap");
    assertThat(coordinator.app("words").code.metadata().state()).isEqualTo(StateChoice.HEAP);
    done("stop", "words");

    assertThat(millrace("deploy", jar.toString(), "--state", "paper").err())
        .contains("no such state backend: state=paper; one of heap, rocksdb");
    assertThat(
            millrace("deploy", jar.toString(), "--state", "rocksdb", "--state-memory", "1m").err())
        .contains("memory for state too small", "at least 16m");
    assertThat(
            millrace("deploy", jar.toString(), "--state", "rocksdb", "--state-memory", "x").code())
        .isEqualTo(2);
  }

  @Test
  void shouldDescribeWhereThePartitionsAre() {
    deploy("--partitions", "3", "--durability", "replicated");

    assertThat(done("describe"))
        .contains("words  running", "PARTITION  OWNER", "1234", "owner w1 lost")
        .contains("Mirror: all can go back to epoch 9", "no space left");
    JsonNode all = json(done("describe", "words", "-o", "json"));
    JsonNode worker = all.path("workers").get(0);
    assertThat(worker.path("id").asText()).isEqualTo("w1");
    assertThat(worker.path("pid").asLong()).isEqualTo(101);
    assertThat(worker.path("host").asText()).isEqualTo("here");
    assertThat(worker.path("partitions")).hasSize(2);
    JsonNode partition = all.path("partitions").get(1);
    assertThat(partition.path("id").asInt()).isEqualTo(1);
    assertThat(partition.path("owner").asText()).isEqualTo("w2");
    assertThat(partition.path("follower").asText()).isEqualTo("w1");
    for (String field : List.of("term", "epoch", "offset", "stable", "lag", "snapshotOffset")) {
      assertThat(partition.path(field).isIntegralNumber()).as(field).isTrue();
    }
    deploy("--name", "other");
    assertThat(millrace("describe").err())
        .contains("which application? The cluster has [other, words]");
  }

  @Test
  void shouldShowTheCluster() {
    deploy();

    assertThat(done("cluster", "status"))
        .contains("test  coordinator pid 42", "w2", "killed by signal 9", "words");
    assertThat(done("apps")).contains("words", "local");
    assertThat(json(done("cluster", "status", "-o", "json")).path("workers")).hasSize(2);
  }

  @Test
  void shouldPrintTokens() {
    String admin = done("cluster", "token").strip();
    String viewer = done("cluster", "token", "--role", "viewer").strip();

    assertThat(admin).matches("[A-Za-z0-9_-]{43}").isNotEqualTo(viewer);
    assertThat(viewer).matches("[A-Za-z0-9_-]{43}");
    JsonNode asJson = json(done("cluster", "token", "--role", "viewer", "-o", "json"));
    assertThat(asJson.path("role").asText()).isEqualTo("viewer");
    assertThat(asJson.path("token").asText()).isEqualTo(viewer);
    assertThat(millrace("cluster", "token", "--role", "owner").err()).contains("viewer, admin");
  }

  @Test
  void shouldBeRefusedWithoutAToken() {
    Result byUrl = Millrace.run("apps", "--cluster", coordinator.url());

    assertThat(byUrl.code()).isEqualTo(1);
    assertThat(byUrl.err()).contains("token missing", "millrace cluster token", "MILLRACE_TOKEN");
    assertThat(Millrace.run("cluster", "token", "--cluster", coordinator.url()).err())
        .contains("name the cluster's directory");
  }

  @Test
  void shouldStopTheCluster() {
    assertThat(done("cluster", "stop")).contains("cluster stopped");

    Result gone = millrace("cluster", "status");
    assertThat(gone.code()).isEqualTo(1);
    assertThat(gone.err()).contains("no cluster runs there", "millrace cluster start");
  }

  @Test
  void shouldSayThatItRunsAlready() {
    Result again = Millrace.run("cluster", "start", "--dir", directory.toString());

    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).contains("cluster runs already: name=test, workers=2", "cluster stop");
    assertThat(Millrace.run("cluster", "start", "--workers", "0").code()).isEqualTo(2);
    assertThat(Millrace.run("cluster", "start", "--name", "a/b").code()).isEqualTo(2);
    String other = dir.resolve("cluster").resolve("other").toString();
    Result mirror =
        Millrace.run("cluster", "start", "--dir", other, "--mirror", "s3a://name/mirror");
    assertThat(mirror.code()).isEqualTo(2);
    assertThat(mirror.err()).contains("not a mirror: uri=s3a://name/mirror", "file:/mnt/mirror");
    assertThat(Millrace.run("cluster").code()).isEqualTo(2);
  }

  @Test
  void shouldDrainAWorkerAndWaitUntilItIsEmpty() {
    assertThat(done("cluster", "drain", "w2", "--no-wait"))
        .isEqualTo("w2 drains: it has 2 partitions and 0 copies\n");
    assertThat(done("cluster", "drain", "w2"))
        .isEqualTo("w2 is drained: it has no partitions, and is given none\n");
    assertThat(done("cluster", "status")).contains("live, drained");
    assertThat(json(done("cluster", "drain", "w2", "-o", "json")).path("drain").asText())
        .isEqualTo("drained");
    assertThat(done("cluster", "drain", "w2", "--undo"))
        .isEqualTo("w2 is given partitions again\n");
    assertThat(done("cluster", "status")).doesNotContain("drain");
    assertThat(millrace("cluster", "drain", "w1"))
        .matches(result -> result.code() == 1)
        .matches(result -> result.err().contains("cannot be drained"));
    assertThat(millrace("cluster", "drain").code()).isEqualTo(2);
  }

  @Test
  void shouldSayWhatToDoWhenTheCoordinatorIsDead() {
    coordinator.close();

    Result status = millrace("cluster", "status");
    assertThat(status.code()).isEqualTo(1);
    assertThat(status.err())
        .contains("coordinator does not answer: dir=" + directory, "cluster start");
    assertThat(millrace("cluster", "stop").err()).contains("--force");
    assertThat(done("cluster", "stop", "--force")).contains("cluster stopped");
    assertThat(directory.coordinator()).isEmpty();
  }

  @Test
  void shouldPrintLogsWithoutTheCoordinator() throws IOException {
    coordinator.close();
    Files.writeString(directory.log("w1"), "one\ntwo\nthree\n");
    Files.writeString(directory.log("coordinator"), "hello\n");

    assertThat(done("logs")).isEqualTo("==> coordinator\nhello\n==> w1\none\ntwo\nthree\n");
    assertThat(done("logs", "w1", "-n", "2")).isEqualTo("two\nthree\n");
    assertThat(json(done("logs", "coordinator", "-o", "json")).path("line").asText())
        .isEqualTo("hello");
    assertThat(millrace("logs", "w7").err()).contains("known: [coordinator, w1]");
    assertThat(millrace("logs", "--follow").code()).isEqualTo(2);
  }
}
