package io.millrace.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code millrace cluster start|status|drain|token|stop}. */
@Command(
    name = "cluster",
    description =
        "Starts a cluster, shows how it stands, empties a worker, prints tokens, stops all.",
    subcommands = {
      ClusterStartVerb.class,
      ClusterStatusVerb.class,
      ClusterDrainVerb.class,
      ClusterTokenVerb.class,
      ClusterStopVerb.class
    })
final class ClusterVerb implements Runnable {
  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  Main main() {
    return main;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "what with the cluster? Write cluster start, status, drain, token or stop");
  }
}
