package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.client.ApiClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code millrace rewind}: a whole application goes back to an earlier moment. */
@Command(
    name = "rewind",
    description = {
      "Takes all of an application of a cluster back to an earlier moment, and goes on from there.",
      "State, timers and what was on its way are as they were; sources are read again from where",
      "they were then; file sinks take back what they wrote since. It cannot be undone."
    })
final class RewindVerb implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private ClusterOptions cluster;

  @Parameters(paramLabel = "APP", description = "The application.")
  private String name;

  @Option(
      names = "--to",
      paramLabel = "MOMENT",
      required = true,
      description = {
        "An epoch (1234), how long ago (10s, 5m, 2h), an instant (2026-11-29T21:42:00Z),",
        "or the name of a savepoint."
      })
  private String to;

  @Override
  public Integer call() throws InterruptedException {
    ApiClient client = cluster.client();
    JsonNode rewound =
        client.post(new Query(ClusterApps.path(name) + "/rewind").with("to", to).toString());
    JsonNode live = new ClusterProgress(main, client, name).untilLive();
    main.console()
        .print(
            main.wantsJson()
                ? live.toString()
                : name
                    + " is rewound to epoch "
                    + rewound.path("epoch").asText()
                    + ", generation "
                    + rewound.path("generation").asText());
    return 0;
  }
}
