package io.millrace.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The {@code millrace} command. Each verb is a subcommand in a class of its own. */
@Command(
    name = "millrace",
    description = "A stream processor whose whole application can be rewound.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "VERB")
public final class Main implements Runnable {

  private Main() {}

  /** Runs the command and ends the JVM: 0 done, 1 failed, 2 misused. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  /** Without a verb there is nothing to do but say which there are. */
  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }

  /** Reads the version from the jar's manifest; classes outside a jar have none. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"millrace " + (version == null ? "(built from classes)" : version)};
    }
  }
}
