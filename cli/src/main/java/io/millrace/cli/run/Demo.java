package io.millrace.cli.run;

import io.millrace.cli.CommandFailedException;
import io.millrace.cli.run.ApplicationRun.Outcome;
import io.millrace.cli.text.Console;
import io.millrace.cli.text.Quantity;
import io.millrace.cluster.code.ApplicationJar;
import io.millrace.cluster.code.LoadedApplication;
import io.millrace.runtime.local.SplitStatus;
import io.millrace.runtime.state.StateChoice;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Runs the example coupon-guard from its jar, as {@code run} would run a user's, on generated input
 * whose abusers are known, and compares its alerts with them. One use.
 */
public final class Demo {
  private static final String EXAMPLE = "coupon-guard";
  private static final String PACKAGE = "io.millrace.examples.couponguard.";
  private static final long USUAL_SECONDS = 20;

  private final Map<String, String> settings = new LinkedHashMap<>();
  private final long seed;
  private final ApiPort api;
  private final Console console;

  /** A demo of so many seconds, records or users; null for what is not asked for. */
  public Demo(
      Long seconds, Long records, Long users, Long rate, long seed, ApiPort api, Console console) {
    this.seed = seed;
    this.api = api;
    this.console = console;
    settings.put("actions", records == null ? "generate" : "generate:" + records);
    settings.put("seed", Long.toString(seed));
    if (users != null) {
      settings.put("users", Long.toString(users));
    } else if (records == null) {
      settings.put("seconds", Long.toString(seconds == null ? USUAL_SECONDS : seconds));
    }
    if (rate != null) {
      settings.put("rate", Long.toString(rate));
    }
  }

  /**
   * What a demo came to.
   *
   * @param records actions that were generated and handled
   * @param alerts alerts that were written
   * @param precision which share of the users with an alert are abusers
   * @param recall which share of the abusers have an alert
   * @param seconds how long it took
   */
  public record Result(long records, long alerts, double precision, double recall, double seconds) {

    /** For people. */
    public String toText() {
      return String.format(
          Locale.ROOT,
          "coupon-guard: %s records in %s (%s)%n  alerts     %s%n  precision  %.3f%n  recall     %.3f",
          Quantity.count(records),
          Quantity.seconds(seconds),
          Quantity.rate(records / seconds),
          Quantity.count(alerts),
          precision,
          recall);
    }
  }

  /** The result of a demo and how its run ended. */
  public record Ending(Result result, Outcome outcome) {}

  /** Runs it; Ctrl-C ends it early, with a result all the same. */
  public Ending run() throws Exception {
    Path directory = Files.createTempDirectory("millrace-demo-");
    try (ApplicationJar jar = ApplicationJar.open(jar())) {
      Path alerts = directory.resolve("alerts.jsonl");
      settings.put("alerts", alerts.toString());
      RunOptions options =
          new RunOptions(directory.resolve("data"), null, null, settings, api, StateChoice.HEAP);
      ApplicationRun run = new ApplicationRun(LoadedApplication.of(jar, EXAMPLE), options, console);
      run.stopAtSignals();
      Outcome outcome = run.run();
      Result result = outcome.failure() == null ? result(jar, outcome, alerts) : null;
      return new Ending(result, outcome);
    } finally {
      delete(directory);
    }
  }

  private static Path jar() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(path -> path.getFileName() != null)
        .filter(path -> path.getFileName().toString().matches("millrace-examples.*\\.jar"))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandFailedException(
                    "examples not found: no millrace-examples jar on the class path; start with"
                        + " bin/millrace"));
  }

  private Result result(ApplicationJar jar, Outcome outcome, Path alerts) throws Exception {
    long[] lanes = {0, 0};
    List<SplitStatus> splits = outcome.status().sources().getOrDefault("actions", List.of());
    for (int i = 0; i < lanes.length; i++) {
      String name = "lane-" + i;
      lanes[i] =
          splits.stream()
              .filter(split -> split.split().equals(name))
              .mapToLong(SplitStatus::records)
              .sum();
    }
    RunSummary summary = outcome.summary();
    Object evaluation = evaluate(jar, alerts, lanes);
    return new Result(
        summary.records(),
        summary.sinks().getOrDefault("alerts", 0L),
        rounded((double) call(evaluation, "precision")),
        rounded((double) call(evaluation, "recall")),
        summary.seconds());
  }

  private static double rounded(double share) {
    return Math.round(share * 10_000) / 10_000.0;
  }

  /** The example's own comparison; its classes are the jar's, so they are called by name. */
  private Object evaluate(ApplicationJar jar, Path alerts, long[] lanes) throws Exception {
    Class<?> generator = jar.type(PACKAGE + "ActionGenerator");
    Object labels =
        generator
            .getMethod("abusers", long.class, long.class)
            .invoke(generator.getConstructor(long.class).newInstance(seed), lanes[0], lanes[1]);
    try {
      return jar.type(PACKAGE + "Evaluation")
          .getMethod("ofFile", Path.class, Set.class)
          .invoke(null, alerts, labels);
    } catch (InvocationTargetException e) {
      throw new CommandFailedException("alerts cannot be read: " + e.getCause().getMessage(), e);
    }
  }

  private static Object call(Object on, String method) throws ReflectiveOperationException {
    return on.getClass().getMethod(method).invoke(on);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
