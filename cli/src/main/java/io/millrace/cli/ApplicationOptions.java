package io.millrace.cli;

import io.millrace.cli.client.ApiClient;
import io.millrace.cli.client.ApplicationClient;
import io.millrace.cli.client.ClusterApplication;
import io.millrace.cli.client.ProcessClient;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which running application a verb asks: one of a cluster, or one by itself. */
final class ApplicationOptions {
  @Mixin private ClientOptions process;
  @Mixin private ClusterOptions cluster;

  @Option(
      names = "--app",
      paramLabel = "APP",
      description = "Which application of the cluster, if it has several.")
  private String name;

  ApplicationClient client() {
    if (!cluster.areMeant(process)) {
      if (name != null) {
        throw new WrongUsageException(
            "--app goes with a cluster; name it with --cluster or MILLRACE_CLUSTER");
      }
      return new ProcessClient(process.client());
    }
    ApiClient coordinator = cluster.client();
    return new ClusterApplication(coordinator, ClusterApps.name(coordinator, name));
  }
}
