package io.millrace.cli;

import io.millrace.cli.run.ApiPort;
import io.millrace.cli.run.Demo;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code millrace demo}: the example coupon-guard on generated input. */
@Command(
    name = "demo",
    description = {
      "Runs the example coupon-guard on generated actions of users, some of whom abuse coupons,"
          + " and counts how many of them it finds.",
      "Its data goes to a temporary directory, which is removed at the end."
    })
final class DemoVerb implements Callable<Integer> {
  @ParentCommand private Main main;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long input is generated; 20 if not given.")
  private Long seconds;

  @Option(
      names = "--records",
      paramLabel = "N",
      description = "How much input is generated, instead of --seconds.")
  private Long records;

  @Option(
      names = "--users",
      paramLabel = "N",
      description = "How many users act, about, instead of --seconds.")
  private Long users;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "At most so many records a second; as fast as it goes if not given.")
  private Long rate;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Which input: the same seed gives the same actions.")
  private long seed = 1;

  @Option(
      names = "--port",
      paramLabel = "P",
      description = "Port of the HTTP API on loopback; 7171 if not given, 0 for any, or off.")
  private String port;

  @Override
  public Integer call() throws Exception {
    if (Stream.of(seconds, records, users).filter(Objects::nonNull).count() > 1) {
      throw new WrongUsageException(
          "--seconds, --records and --users exclude each other; give one");
    }
    atLeastOne("--users", users);
    atLeastOne("--seconds", seconds);
    atLeastOne("--records", records);
    atLeastOne("--rate", rate);
    Demo demo = new Demo(seconds, records, users, rate, seed, ApiPort.parse(port), main.console());
    return new Following(main).untilEnd(demo);
  }

  private static void atLeastOne(String option, Long value) {
    if (value != null && value < 1) {
      throw new WrongUsageException(
          "number out of range: " + option + " " + value + "; at least 1");
    }
  }
}
