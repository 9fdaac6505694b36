package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.client.ApiClient;
import io.millrace.cluster.control.Durability;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code millrace deploy}: an application on a cluster. */
@Command(
    name = "deploy",
    description = {
      "Runs an application on a cluster's workers.",
      "Returns when all its partitions are live, with --wait when all its input is worked off.",
      "The jar is kept by the cluster."
    })
final class DeployVerb implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private ClusterOptions cluster;

  @Parameters(paramLabel = "JAR", description = "The jar with the application.")
  private Path jar;

  @Option(
      names = "--name",
      paramLabel = "A",
      description = "What the deployment is called; as the application if not given.")
  private String name;

  @Option(
      names = "--app",
      paramLabel = "NAME",
      description = "Which application of the jar, if it holds several.")
  private String app;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "How many workers it runs on; all if not given.")
  private Integer workers;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Slices of the key space, fixed from now on; 16 if not given.")
  private Integer partitions;

  @Option(
      names = "--durability",
      paramLabel = "LEVEL",
      description = {
        "local: what is acted on survives the death of the process (default);",
        "replicated: also the loss of a worker with its disk, and a follower takes over at once;",
        "mirrored: also the loss of all workers with their disks. Needs a mirror, and waits for it."
      })
  private Durability durability = Durability.LOCAL;

  @Mixin private StateOptions state;

  @Option(
      names = "--rewindable",
      paramLabel = "TIME",
      description = {
        "For so long after a moment it can be rewound to it: 90s, 5m, 1h; 0 for never.",
        "Journals and snapshots are kept for that; 1m if not given."
      })
  private String rewindable;

  @Option(
      names = "--wait",
      description = "Wait until the application has finished; its input has to be bounded.")
  private boolean wait;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting of the application.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Override
  public Integer call() throws InterruptedException {
    if (partitions != null && (partitions < 1 || partitions > 1024)) {
      throw new WrongUsageException(
          "partitions out of range: --partitions " + partitions + "; from 1 to 1024");
    }
    ScaleVerb.checkWorkers(workers);
    ApiClient client = cluster.client();
    String path =
        new Query("/apps")
            .with("jar", jar)
            .with("name", name)
            .with("app", app)
            .with("workers", workers)
            .with("partitions", partitions)
            .with("durability", durability)
            .with("rewindable", rewindable)
            .with("state", state.backend())
            .with("stateMemory", state.memoryBytes())
            .withAll("set", settings)
            .toString();
    JsonNode deployed = client.post(path, jar);
    String deployedAs = deployed.path("application").asText();
    ClusterProgress progress = new ClusterProgress(main, client, deployedAs);
    JsonNode live = progress.untilLive();
    JsonNode finished = wait ? progress.untilFinished() : null;
    if (main.wantsJson()) {
      main.console().print((wait ? finished : live).toString());
    } else if (wait) {
      main.console().print(deployedAs + " has finished");
    } else {
      main.console()
          .print(
              deployedAs
                  + " is deployed: "
                  + Counted.of(live.path("partitions").size(), "partition")
                  + " on "
                  + Counted.of(live.path("workers").size(), "worker"));
    }
    return 0;
  }
}
