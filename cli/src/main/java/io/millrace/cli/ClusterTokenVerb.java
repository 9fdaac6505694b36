package io.millrace.cli;

import io.millrace.cluster.directory.ApiRole;
import io.millrace.cluster.directory.ApiTokens;
import io.millrace.connector.files.JsonValues;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code millrace cluster token}. */
@Command(
    name = "token",
    description = {
      "Prints what the cluster's HTTP APIs ask for, as 'Authorization: Bearer TOKEN'.",
      "It is derived from the cluster's secret, which only its owner can read. Verbs find it"
          + " themselves, or in MILLRACE_TOKEN."
    })
final class ClusterTokenVerb implements Runnable {
  @ParentCommand private ClusterVerb parent;
  @Mixin private ClusterOptions cluster;

  @Option(
      names = "--role",
      paramLabel = "viewer|admin",
      description = "viewer: may ask for everything and change nothing. admin: may do everything.",
      defaultValue = "admin")
  private ApiRole role;

  @Override
  public void run() {
    ApiTokens tokens =
        cluster
            .location()
            .requiredDirectory("tokens are derived from the secret in the cluster's directory")
            .apiTokens();
    Main main = parent.main();
    main.console()
        .print(
            main.wantsJson()
                ? JsonValues.toJson(Map.of("role", role.toString(), "token", tokens.of(role)))
                : tokens.of(role));
  }
}
