package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.client.ApiClient;
import io.millrace.cli.offline.DataPicture;
import io.millrace.cli.offline.EmissionComparison;
import io.millrace.cli.offline.OfflineData;
import io.millrace.cli.offline.Shadow;
import io.millrace.cli.offline.Shadow.Verdict;
import io.millrace.cli.text.Quantity;
import io.millrace.cluster.code.ApplicationJar;
import io.millrace.cluster.code.LoadedApplication;
import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.runtime.journal.JournalException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
  private static final long PAUSE_MS = 50;

  /** An application with its settings. */
  private record Code(LoadedApplication application, Map<String, String> settings) {

    OfflineData open(DataPicture picture) {
      return OfflineData.open(picture.directory(), application, settings);
    }
  }

  /** A picture, with the code that runs and with the new code. */
  private record Sides(OfflineData old, OfflineData fresh) implements AutoCloseable {

    @Override
    public void close() {
      old.close();
      fresh.close();
    }
  }

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
        cluster.location().requiredLocal("journals are read from the cluster's directory");
    ApiClient client = cluster.client();
    JsonNode running = client.get(ClusterApps.path(name));
    String metadata = client.get(ClusterApps.path(name) + "/metadata").path("metadata").asText();
    List<Verdict> verdicts = new ArrayList<>();
    Path ran = directory.artefacts().fetch(running.path("hash").asText());
    try (ApplicationJar oldJar = ApplicationJar.open(ran);
        ApplicationJar newJar = ApplicationJar.open(jar);
        DataPicture picture = DataPicture.begin(metadata.getBytes(StandardCharsets.UTF_8))) {
      String deployed = running.path("app").isTextual() ? running.path("app").asText() : null;
      Map<String, String> asDeployed = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> one : running.path("settings").properties()) {
        asDeployed.put(one.getKey(), one.getValue().asText());
      }
      Map<String, String> changed = new LinkedHashMap<>(asDeployed);
      unset.forEach(changed::remove);
      changed.putAll(settings);
      Code before = new Code(load(oldJar, deployed), asDeployed);
      Code after = new Code(load(newJar, app != null ? app : deployed), changed);
      for (JsonNode one : chosen(running)) {
        Path from = dataOf(directory, running, one);
        try (Sides sides = open(picture, from, one.path("id").asInt(), before, after)) {
          verdicts.add(fold(new Shadow(sides.old(), sides.fresh(), comparison), one));
        }
      }
    } finally {
      main.console().clearProgress();
    }
    ShadowReport report = new ShadowReport(verdicts, comparison.results(examples));
    if (main.wantsJson()) {
      main.console().print(report.json());
    } else {
      report.print(main.console());
    }
    return report.isSame() ? 0 : 1;
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

  /** Where the owner of a partition keeps the application's data. */
  private Path dataOf(ClusterDirectory directory, JsonNode running, JsonNode one) {
    if (!one.path("live").asBoolean()) {
      throw new CommandFailedException(
          "partition is not live: app="
              + name
              + ", partition="
              + one.path("id").asInt()
              + "; wait until 'describe' shows all of them live");
    }
    return directory
        .worker(one.path("owner").asText())
        .resolve("apps")
        .resolve(Long.toHexString(running.path("number").asLong()));
  }

  /** What is being written just now may look damaged: the next picture is of something else. */
  private static Sides open(DataPicture picture, Path from, int number, Code before, Code after)
      throws InterruptedException {
    for (int tried = 1; ; tried++) {
      picture.take(from, number);
      OfflineData old = before.open(picture);
      OfflineData fresh = null;
      try {
        fresh = after.open(picture);
        old.journal(number);
        fresh.journal(number);
        return new Sides(old, fresh);
      } catch (RuntimeException e) {
        old.close();
        if (fresh != null) {
          fresh.close();
        }
        if (tried == TRIES || !(e instanceof JournalException)) {
          throw e;
        }
      }
      Thread.sleep(PAUSE_MS);
    }
  }

  private Verdict fold(Shadow shadow, JsonNode one) {
    int number = one.path("id").asInt();
    return shadow.of(
        number,
        from == From.SNAPSHOT,
        offset -> {
          if (main.console().isErrTerminal()) {
            main.console().progress("partition " + number + ": offset " + Quantity.count(offset));
          }
        });
  }
}
