package io.millrace.cli;

import io.millrace.cli.text.Console;
import io.millrace.cli.text.OutputFormat;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code millrace} command. Each verb is a subcommand in a class of its own. */
@Command(
    name = "millrace",
    description = "A stream processor whose whole application can be rewound.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "VERB",
    commandListHeading = "%nVerbs:%n",
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:failed", "2:wrong usage"},
    sortOptions = false,
    usageHelpAutoWidth = true)
public final class Main implements Runnable {
  private static final List<Class<?>> VERBS =
      List.of(
          DemoVerb.class,
          RunVerb.class,
          ClusterVerb.class,
          DeployVerb.class,
          UpdateVerb.class,
          ScaleVerb.class,
          RewindVerb.class,
          SavepointVerb.class,
          StopVerb.class,
          AppsVerb.class,
          DescribeVerb.class,
          TopicsVerb.class,
          PublishVerb.class,
          TailVerb.class,
          ReadVerb.class,
          StateVerb.class,
          SnapshotVerb.class,
          ReleaseVerb.class,
          TopVerb.class,
          ReplayVerb.class,
          VerifyVerb.class,
          ShadowVerb.class,
          LogsVerb.class);

  private final Console console;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "How results are printed: text or json.",
      defaultValue = "text",
      scope = ScopeType.INHERIT)
  private OutputFormat output = OutputFormat.TEXT;

  @Option(
      names = "--verbose",
      description = "Show stack traces of errors.",
      scope = ScopeType.INHERIT)
  private boolean verbose;

  @Spec private CommandSpec spec;

  private Main(Console console) {
    this.console = console;
  }

  /** Runs the command and ends the JVM: 0 done, 1 failed, 2 wrong usage. */
  public static void main(String[] args) {
    System.exit(run(Console.ofProcess(), args));
  }

  /** Runs the command; returns the exit code. */
  static int run(Console console, String... args) {
    Main main = new Main(console);
    CommandLine line = commandLine(main, VERBS, args);
    Complaints complaints = new Complaints(main);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setOut(writer(console.out()));
    line.setErr(writer(console.err()));
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            console.isOutTerminal() ? CommandLine.Help.Ansi.AUTO : CommandLine.Help.Ansi.OFF));
    line.setParameterExceptionHandler(complaints::onWrongUsage);
    line.setExecutionExceptionHandler(complaints::onFailure);
    return line.execute(args);
  }

  /**
   * A command line with the verb that comes first, or with all of them if none does. Most of the
   * time that it takes to start goes into reading what verbs there are.
   */
  public static CommandLine commandLine(Object main, List<Class<?>> verbs, String... args) {
    CommandLine line = new CommandLine(main);
    for (Class<?> verb : verbs) {
      if (args.length > 0 && args[0].equals(verb.getAnnotation(Command.class).name())) {
        return line.addSubcommand(verb);
      }
    }
    verbs.forEach(line::addSubcommand);
    return line;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  Console console() {
    return console;
  }

  boolean wantsJson() {
    return output == OutputFormat.JSON;
  }

  boolean isVerbose() {
    return verbose;
  }

  /** Without a verb there is nothing to do but say which there are. */
  @Override
  public void run() {
    spec.commandLine().usage(console.out());
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
