package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.client.ApiClient;
import io.millrace.cli.offline.DataPicture;
import io.millrace.cli.offline.EmissionComparison;
import io.millrace.cli.offline.EmissionComparison.Emitted;
import io.millrace.cli.offline.EmissionComparison.Example;
import io.millrace.cli.offline.EmissionComparison.TopicResult;
import io.millrace.cli.offline.OfflineData;
import io.millrace.cli.offline.Shadow;
import io.millrace.cli.offline.Shadow.Verdict;
import io.millrace.cli.text.Console;
import io.millrace.cli.text.Quantity;
import io.millrace.cli.text.Style;
import io.millrace.cli.text.Table;
import io.millrace.cluster.code.ApplicationJar;
import io.millrace.cluster.code.LoadedApplication;
import io.millrace.cluster.directory.ArtefactStore;
import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.connector.files.JsonValues;
import io.millrace.runtime.journal.JournalException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code millrace shadow}: what would new code have emitted? */
@Command(
    name = "shadow",
    description = {
      "Folds the journals of a running application of a cluster with its code and with new code,"
          + " in this process, and compares by topic and key what functions emit.",
      "Nothing of the application is changed, sent or called. Exit code 1 if there is a difference."
    })
final class ShadowVerb implements Callable<Integer> {
  private static final int TRIES = 20;

  /** Where to begin. */
  enum From {
    START,
    SNAPSHOT
  }

  @ParentCommand private Main main;
  @Mixin private ClusterOptions cluster;

  @Parameters(index = "0", paramLabel = "APP", description = "The application.")
  private String name;

  @Parameters(index = "1", paramLabel = "JAR", description = "The jar with the new code.")
  private Path jar;

  @Option(
      names = "--app",
      paramLabel = "NAME",
      description = "Which application of the jar; as it was deployed if not given.")
  private String app;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting of the new code; those that are not given are as deployed.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--unset",
      paramLabel = "KEY",
      description = "A setting that the new code is not to have.")
  private List<String> unset = List.of();

  @Option(names = "--partition", paramLabel = "P", description = "Only this partition.")
  private Integer partition;

  @Option(
      names = "--from",
      paramLabel = "start|snapshot",
      description = "From where journals are kept (default), or from the newest snapshots only.")
  private From from = From.START;

  @Option(
      names = {"-n", "--examples"},
      paramLabel = "N",
      description = "Show at most so many differences of a topic; 5 if not given.")
  private int examples = 5;

  private final EmissionComparison comparison = new EmissionComparison();

  @Override
  public Integer call() throws InterruptedException {
    ClusterDirectory directory =
        cluster.location().requiredDirectory("journals are read from the cluster's directory");
    ApiClient client = cluster.client();
    JsonNode running = client.get(ClusterApps.path(name));
    String metadata = client.get(ClusterApps.path(name) + "/metadata").path("metadata").asText();
    List<Verdict> verdicts = new ArrayList<>();
    Path ran = new ArtefactStore(directory.artifacts()).path(running.path("hash").asText());
    try (ApplicationJar oldJar = ApplicationJar.open(ran);
        ApplicationJar newJar = ApplicationJar.open(jar);
        DataPicture picture = DataPicture.begin(metadata.getBytes(StandardCharsets.UTF_8))) {
      String deployed = running.path("app").isTextual() ? running.path("app").asText() : null;
      LoadedApplication before = load(oldJar, deployed);
      LoadedApplication after = load(newJar, app != null ? app : deployed);
      Map<String, String> asDeployed = new LinkedHashMap<>();
      running
          .path("settings")
          .fields()
          .forEachRemaining(one -> asDeployed.put(one.getKey(), one.getValue().asText()));
      Map<String, String> changed = new LinkedHashMap<>(asDeployed);
      unset.forEach(changed::remove);
      changed.putAll(settings);
      try (OfflineData old = OfflineData.open(picture.directory(), before, asDeployed);
          OfflineData fresh = OfflineData.open(picture.directory(), after, changed)) {
        Shadow shadow = new Shadow(old, fresh, comparison);
        for (JsonNode one : chosen(running)) {
          takePicture(picture, directory, running, one, old, fresh);
          verdicts.add(fold(shadow, one.path("id").asInt()));
        }
      }
    } finally {
      main.console().clearProgress();
    }
    List<TopicResult> topics = comparison.results(examples);
    boolean same =
        topics.stream().allMatch(TopicResult::isSame)
            && verdicts.stream().allMatch(verdict -> verdict.failure() == null);
    if (main.wantsJson()) {
      main.console().print(json(verdicts, topics, same).toString());
    } else {
      print(verdicts, topics, same);
    }
    return same ? 0 : 1;
  }

  /** The data is called as the application is deployed, whatever it calls itself. */
  private LoadedApplication load(ApplicationJar of, String chosen) {
    LoadedApplication loaded = LoadedApplication.of(of, chosen);
    return new LoadedApplication(name, loaded.definition(), loaded.codeHash(), loaded.batch());
  }

  private List<JsonNode> chosen(JsonNode running) {
    List<JsonNode> all = new ArrayList<>();
    for (JsonNode one : running.path("partitions")) {
      if (partition == null || partition == one.path("id").asInt()) {
        all.add(one);
      }
    }
    if (all.isEmpty()) {
      throw new WrongUsageException(
          "partition out of range: --partition "
              + partition
              + "; from 0 to "
              + (running.path("partitions").size() - 1));
    }
    return all;
  }

  /** What is being written just now may look damaged: the next look is at something else. */
  private void takePicture(
      DataPicture picture,
      ClusterDirectory directory,
      JsonNode running,
      JsonNode one,
      OfflineData... data)
      throws InterruptedException {
    int number = one.path("id").asInt();
    if (!one.path("live").asBoolean()) {
      throw new CommandFailedException(
          "partition is not live: app="
              + name
              + ", partition="
              + number
              + "; wait until 'describe' shows all of them live");
    }
    Path from =
        directory
            .worker(one.path("owner").asText())
            .resolve("apps")
            .resolve(Long.toHexString(running.path("number").asLong()));
    for (int tried = 1; ; tried++) {
      picture.take(from, number);
      try {
        for (OfflineData of : data) {
          of.journal(number);
        }
        return;
      } catch (JournalException e) {
        if (tried == TRIES) {
          throw e;
        }
        Thread.sleep(50);
      }
    }
  }

  private Verdict fold(Shadow shadow, int number) {
    return shadow.of(
        number,
        from == From.SNAPSHOT,
        offset -> {
          if (main.console().isErrTerminal()) {
            main.console().progress("partition " + number + ": offset " + Quantity.count(offset));
          }
        });
  }

  private static ObjectNode json(List<Verdict> verdicts, List<TopicResult> topics, boolean same) {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode answer = mapper.createObjectNode().put("same", same);
    answer.set("partitions", tree(JsonValues.toJson(verdicts)));
    var results = answer.putArray("topics");
    for (TopicResult topic : topics) {
      ObjectNode one =
          results
              .addObject()
              .put("topic", topic.topic())
              .put("same", topic.same())
              .put("changed", topic.changed())
              .put("onlyOld", topic.onlyOld())
              .put("onlyNew", topic.onlyNew())
              .put("keys", topic.keys());
      var shown = one.putArray("examples");
      for (Example example : topic.examples()) {
        ObjectNode pair = shown.addObject();
        pair.set("key", tree(example.key()));
        pair.set("old", tree(example.before()));
        pair.set("new", tree(example.after()));
      }
    }
    return answer;
  }

  private static JsonNode tree(Emitted emitted) {
    if (emitted == null) {
      return tree("null");
    }
    ObjectNode one =
        new ObjectMapper().createObjectNode().put("eventTimeMs", emitted.eventTimeMs());
    one.set("value", tree(emitted.value()));
    return one;
  }

  private static JsonNode tree(String json) {
    try {
      return JsonValues.mapper().readTree(json == null ? "null" : json);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException("not JSON: " + json, e);
    }
  }

  private void print(List<Verdict> verdicts, List<TopicResult> topics, boolean same) {
    Console console = main.console();
    long records = verdicts.stream().mapToLong(Verdict::records).sum();
    console.say(
        Quantity.count(records)
            + " records of "
            + Counted.of(verdicts.size(), "partition")
            + " folded with the code that runs and with the new code");
    Table table = new Table("TOPIC", "#SAME", "#CHANGED", "#ONLY OLD", "#ONLY NEW", "#KEYS");
    for (TopicResult topic : topics) {
      table.row(
          topic.topic(),
          Quantity.count(topic.same()),
          Quantity.count(topic.changed()),
          Quantity.count(topic.onlyOld()),
          Quantity.count(topic.onlyNew()),
          Quantity.count(topic.keys()));
    }
    console.print(table.isEmpty() ? "nothing was emitted" : table.format(console));
    for (TopicResult topic : topics) {
      topic.examples().forEach(example -> print(topic.topic(), example));
    }
    for (Verdict verdict : verdicts) {
      if (verdict.failure() != null) {
        console.print(
            "partition " + verdict.partition() + ": new code fails: " + verdict.failure());
      }
    }
    console.print("");
    console.print(
        same
            ? console.paint(Style.GOOD, "Both emit the same.")
            : console.paint(Style.ERROR, "The new code does not do the same."));
  }

  private void print(String topic, Example example) {
    Console console = main.console();
    console.print("");
    console.print(topic + (example.key() == null ? "" : ", key " + example.key()));
    console.print("  old  " + text(example.before()));
    console.print("  new  " + text(example.after()));
  }

  private static String text(Emitted emitted) {
    return emitted == null
        ? "-"
        : Instant.ofEpochMilli(emitted.eventTimeMs()) + "  " + emitted.value();
  }
}
