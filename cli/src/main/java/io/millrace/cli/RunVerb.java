package io.millrace.cli;

import io.millrace.cli.run.ApiPort;
import io.millrace.cli.run.ApplicationRun;
import io.millrace.cli.run.Durability;
import io.millrace.cli.run.RunOptions;
import io.millrace.cluster.code.ApplicationJar;
import io.millrace.cluster.code.LoadedApplication;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code millrace run}: an application in this process. */
@Command(
    name = "run",
    description = {
      "Runs an application in this process.",
      "Bounded input ends it; otherwise Ctrl-C does, after a snapshot. Run it again with the same"
          + " --data and it goes on where it was."
    })
final class RunVerb implements Callable<Integer> {
  @ParentCommand private Main main;

  @Mixin private CodeOptions code;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where journals and snapshots are kept; millrace-data/NAME if not given.")
  private Path data;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Slices of the key space, fixed once there is data; 16 if not given.")
  private Integer partitions;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "Threads that run partitions; as many as processors if not given.")
  private Integer slots;

  @Option(
      names = "--durability",
      paramLabel = "LEVEL",
      description = "local: survives the death of the process (default); none: keeps nothing.")
  private Durability durability;

  @Option(
      names = "--batch",
      description = {
        "All input ends and only final results are wanted; without --data, or --durability local,"
            + " nothing is kept."
      })
  private boolean batch;

  @Mixin private StateOptions state;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting of the application.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--port",
      paramLabel = "P",
      description = "Port of the HTTP API on loopback; 7171 if not given, 0 for any, or off.")
  private String port;

  @Override
  public Integer call() throws Exception {
    checkOptions();
    try (ApplicationJar opened = code.openJar()) {
      LoadedApplication application = load(opened);
      Path directory = directory(application.name());
      RunOptions options =
          new RunOptions(
              directory, partitions, slots, settings, ApiPort.parse(port), state.choice());
      ApplicationRun run = new ApplicationRun(application, options, main.console());
      return new Following(main).untilEnd(run);
    }
  }

  private void checkOptions() {
    code.check();
    if (durability == Durability.NONE && data != null) {
      throw new WrongUsageException("--durability none keeps nothing; leave --data out");
    }
    if (partitions != null && (partitions < 1 || partitions > 1024)) {
      throw new WrongUsageException(
          "partitions out of range: --partitions " + partitions + "; from 1 to 1024");
    }
    if (slots != null && (slots < 1 || slots > 256)) {
      throw new WrongUsageException("slots out of range: --slots " + slots + "; from 1 to 256");
    }
  }

  private LoadedApplication load(ApplicationJar opened) {
    LoadedApplication application = code.load(opened);
    return batch ? application.asBatch() : application;
  }

  private Path directory(String name) {
    boolean keepsNothing = durability == null && batch && data == null;
    if (durability == Durability.NONE || keepsNothing) {
      return null;
    }
    return data != null ? data : Path.of("millrace-data", name);
  }
}
