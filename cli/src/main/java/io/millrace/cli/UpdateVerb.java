package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.client.ApiClient;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code millrace update}: other code for an application of a cluster. */
@Command(
    name = "update",
    description = {
      "Gives an application of a cluster other code; its state stays.",
      "Code that cannot read what the present code wrote is refused, with the field named."
    })
final class UpdateVerb implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private ClusterOptions cluster;

  @Parameters(index = "0", paramLabel = "APP", description = "The application.")
  private String name;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "JAR",
      description = "The jar with the new code.")
  private Path jar;

  @Option(
      names = "--to",
      paramLabel = "VERSION",
      description = {
        "Instead of a jar: code that the application ran before, with its settings then.",
        "It becomes another version, and has to read what the present code wrote."
      })
  private Integer version;

  @Option(
      names = "--app",
      paramLabel = "NAME",
      description = "Which application of the jar; as it was deployed if not given.")
  private String app;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting of the application; those that are not given stay.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--unset",
      paramLabel = "KEY",
      description = "A setting that the new code is not to have.")
  private List<String> unset = List.of();

  @Override
  public Integer call() throws InterruptedException {
    if ((jar == null) == (version == null)) {
      throw new WrongUsageException("update by what? Give a JAR, or --to VERSION");
    }
    ApiClient client = cluster.client();
    String path =
        new Query(ClusterApps.path(name) + "/update")
            .with("jar", jar)
            .with("version", version)
            .with("app", app)
            .withAll("set", settings)
            .withEach("unset", unset)
            .toString();
    JsonNode updated = jar == null ? client.post(path) : client.post(path, jar);
    JsonNode live = new ClusterProgress(main, client, name).untilLive();
    main.console()
        .print(
            main.wantsJson()
                ? live.toString()
                : name + " is updated: version " + updated.path("version").asText());
    return 0;
  }
}
