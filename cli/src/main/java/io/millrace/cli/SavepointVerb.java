package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.client.ApiClient;
import io.millrace.cli.text.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code millrace savepoint create|list|delete}. */
@Command(
    name = "savepoint",
    description = {
      "Keeps moments of an application of a cluster, to which it can be rewound later.",
      "As long as a savepoint is there, the journals are kept from there on."
    },
    subcommands = {
      SavepointVerb.Create.class,
      SavepointVerb.ListVerb.class,
      SavepointVerb.Delete.class
    })
final class SavepointVerb implements Runnable {
  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "what with savepoints? Write savepoint create, list or delete");
  }

  private static String path(String name) {
    return ClusterApps.path(name) + "/savepoints";
  }

  private static String path(String name, String savepoint) {
    return path(name) + "/" + ApiClient.encoded(savepoint);
  }

  /** {@code millrace savepoint create APP NAME}. */
  @Command(name = "create", description = "Keeps this moment.")
  static final class Create implements Runnable {
    @ParentCommand private SavepointVerb verb;
    @Mixin private ClusterOptions cluster;

    @Parameters(index = "0", paramLabel = "APP", description = "The application.")
    private String name;

    @Parameters(index = "1", paramLabel = "NAME", description = "What it is called.")
    private String savepoint;

    @Override
    public void run() {
      JsonNode made = cluster.client().post(path(name, savepoint));
      verb.main
          .console()
          .print(
              verb.main.wantsJson()
                  ? made.toString()
                  : "savepoint " + savepoint + " keeps epoch " + made.path("epoch").asText());
    }
  }

  /** {@code millrace savepoint list APP}. */
  @Command(name = "list", description = "Shows what is kept.")
  static final class ListVerb implements Runnable {
    @ParentCommand private SavepointVerb verb;
    @Mixin private ClusterOptions cluster;

    @Parameters(paramLabel = "APP", description = "The application.")
    private String name;

    @Override
    public void run() {
      JsonNode savepoints = cluster.client().get(path(name));
      if (verb.main.wantsJson()) {
        verb.main.console().print(savepoints.toString());
        return;
      }
      Table table = new Table("SAVEPOINT", "#EPOCH", "AT");
      for (JsonNode savepoint : savepoints) {
        table.row(
            savepoint.path("name").asText(),
            savepoint.path("epoch").asText(),
            savepoint.path("at").asText());
      }
      verb.main
          .console()
          .print(table.isEmpty() ? "no savepoints" : table.format(verb.main.console()));
    }
  }

  /** {@code millrace savepoint delete APP NAME}. */
  @Command(name = "delete", description = "Keeps it no longer.")
  static final class Delete implements Runnable {
    @ParentCommand private SavepointVerb verb;
    @Mixin private ClusterOptions cluster;

    @Parameters(index = "0", paramLabel = "APP", description = "The application.")
    private String name;

    @Parameters(index = "1", paramLabel = "NAME", description = "Which.")
    private String savepoint;

    @Override
    public void run() {
      JsonNode answer = cluster.client().delete(path(name, savepoint));
      verb.main
          .console()
          .print(
              verb.main.wantsJson() ? answer.toString() : "savepoint " + savepoint + " is deleted");
    }
  }
}
