package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.client.ApiClient;
import io.millrace.cli.cluster.Waiting;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code millrace cluster drain}: a worker is emptied, and stays so. */
@Command(
    name = "drain",
    description = {
      "Moves all partitions and copies away from a worker while data flows; returns when it has"
          + " none.",
      "It is given no others, also after restarts of it or of the coordinator, until --undo."
    })
final class ClusterDrainVerb implements Callable<Integer> {
  private static final Waiting PATIENCE = new Waiting(90);

  @ParentCommand private ClusterVerb parent;
  @Mixin private ClusterOptions cluster;

  @Parameters(paramLabel = "WORKER", description = "The worker, as 'cluster status' shows it.")
  private String name;

  @Option(names = "--undo", description = "Let it have partitions again.")
  private boolean undo;

  @Option(names = "--no-wait", description = "Return when it is decided.")
  private boolean noWait;

  @Override
  public Integer call() throws InterruptedException {
    ApiClient client = cluster.client();
    String path = "/cluster/workers/" + ApiClient.encoded(name) + "/drain";
    JsonNode worker = undo ? client.delete(path) : client.post(path);
    if (!undo && !noWait) {
      worker = untilDrained(client, worker);
    }
    Main main = parent.main();
    main.console().print(main.wantsJson() ? worker.toString() : text(worker));
    return 0;
  }

  /** However long it takes, as long as it goes on. */
  private JsonNode untilDrained(ApiClient client, JsonNode first) throws InterruptedException {
    JsonNode worker = first;
    try {
      while (!worker.path("drain").asText().equals("drained")) {
        JsonNode before = worker;
        say(before);
        worker =
            PATIENCE
                .until(() -> Optional.of(worker(client)).filter(now -> isOther(before, now)))
                .orElseThrow(
                    () ->
                        new CommandFailedException(
                            "worker is not empty yet, and nothing has changed: worker="
                                + name
                                + ", has "
                                + seats(before)
                                + ", seconds="
                                + PATIENCE.seconds()
                                + "; the cluster goes on trying: 'millrace describe' shows which"
                                + " partitions wait"));
      }
      return worker;
    } finally {
      parent.main().console().clearProgress();
    }
  }

  private JsonNode worker(ApiClient client) {
    for (JsonNode worker : client.get("/cluster").path("workers")) {
      if (worker.path("id").asText().equals(name)) {
        if (!worker.path("drain").isTextual()) {
          throw new CommandFailedException(
              "worker is not drained any more: worker=" + name + "; somebody has undone it");
        }
        return worker;
      }
    }
    throw new CommandFailedException(
        "worker is gone: worker="
            + name
            + "; 'millrace cluster status' shows those that are there");
  }

  private static boolean isOther(JsonNode before, JsonNode now) {
    return !before.path("drain").equals(now.path("drain"))
        || before.path("owns").asInt() != now.path("owns").asInt()
        || before.path("follows").asInt() != now.path("follows").asInt();
  }

  private void say(JsonNode worker) {
    if (parent.main().console().isErrTerminal()) {
      parent.main().console().progress(name + " still has " + seats(worker));
    }
  }

  private static String seats(JsonNode worker) {
    int follows = worker.path("follows").asInt();
    return Counted.of(worker.path("owns").asInt(), "partition")
        + " and "
        + (follows == 1 ? "1 copy" : follows + " copies");
  }

  private String text(JsonNode worker) {
    return switch (worker.path("drain").asText("")) {
      case "drained" -> name + " is drained: it has no partitions, and is given none";
      case "draining" -> name + " drains: it has " + seats(worker);
      default -> name + " is given partitions again";
    };
  }
}
