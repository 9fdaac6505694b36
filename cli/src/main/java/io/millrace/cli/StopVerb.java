package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.client.ApiClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code millrace stop}: the end of an application of a cluster. */
@Command(
    name = "stop",
    description = "Ends an application of a cluster, and deletes what it kept unless told not to.")
final class StopVerb implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private ClusterOptions cluster;

  @Parameters(paramLabel = "APP", description = "The application.")
  private String name;

  @Option(
      names = "--keep-state",
      description =
          "Keep journals and snapshots, after a last snapshot: deployed again under its name it"
              + " goes on.")
  private boolean keepState;

  @Override
  public Integer call() throws InterruptedException {
    ApiClient client = cluster.client();
    JsonNode answer =
        client.post(
            new Query(ClusterApps.path(name) + "/stop").with("keepState", keepState).toString());
    new ClusterProgress(main, client, name).untilGone();
    main.console()
        .print(
            main.wantsJson()
                ? answer.toString()
                : name + " is stopped" + (keepState ? ", its state is kept" : ""));
    return 0;
  }
}
