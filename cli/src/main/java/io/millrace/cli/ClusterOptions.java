package io.millrace.cli;

import io.millrace.cli.client.ApiClient;
import io.millrace.cli.client.ClusterLocation;
import io.millrace.cluster.directory.ClusterDirectory;
import picocli.CommandLine.Option;

/** Which cluster a verb asks. */
final class ClusterOptions {
  static final String VARIABLE = "MILLRACE_CLUSTER";

  @Option(
      names = "--cluster",
      paramLabel = "CLUSTER",
      description = {
        "The cluster's name, directory or URL; MILLRACE_CLUSTER, or default.",
        "A name is that of a directory in millrace-clusters."
      })
  private String cluster;

  ClusterLocation location() {
    return ClusterLocation.of(cluster != null ? cluster : fromEnvironment());
  }

  private static String fromEnvironment() {
    String variable = System.getenv(VARIABLE);
    return variable == null || variable.isBlank() ? ClusterLocation.DEFAULT : variable;
  }

  ApiClient client() {
    return location().client();
  }

  /**
   * Whether a cluster is meant by a verb that asks a single application as well: the cluster or the
   * application that is named, on the command line before the environment; else the default cluster
   * if there is one.
   */
  boolean areMeant(ClientOptions application) {
    if (cluster != null || application.isNamed()) {
      if (cluster != null && application.isNamed()) {
        throw new WrongUsageException("--cluster and --url exclude each other; choose one");
      }
      return cluster != null;
    }
    if (System.getenv(VARIABLE) != null || System.getenv(ClientOptions.VARIABLE) != null) {
      return System.getenv(VARIABLE) != null;
    }
    ClusterDirectory directory = location().directory();
    return directory != null && directory.coordinator().isPresent();
  }
}
