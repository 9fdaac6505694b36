package io.millrace.cli.run;

import io.millrace.cli.http.HttpApi;
import io.millrace.cli.text.Console;
import io.millrace.cluster.code.LoadedApplication;
import io.millrace.runtime.local.ApplicationStatus;
import io.millrace.runtime.local.LocalApplication;
import io.millrace.runtime.local.LocalSettings;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs an application in this process until its input is worked off, somebody stops it, or it
 * fails. One use, by one thread; {@link #stop} by any.
 */
public final class ApplicationRun {
  private static final Duration LOOK = Duration.ofMillis(200);

  private final LoadedApplication application;
  private final RunOptions options;
  private final Console console;
  private volatile LocalApplication running;
  private volatile boolean stopped;
  private HttpApi api;
  private final Set<String> waiting = new LinkedHashSet<>();
  private long startNs = System.nanoTime();

  public ApplicationRun(LoadedApplication application, RunOptions options, Console console) {
    this.application = application;
    this.options = options;
    this.console = console;
  }

  /** What came of a run; {@code failure} is null unless it failed. */
  public record Outcome(RunSummary summary, ApplicationStatus status, Throwable failure) {}

  /**
   * Runs it.
   *
   * @throws RuntimeException if it could not be started; then nothing has run
   */
  public Outcome run() throws InterruptedException {
    HttpApi.checkFree(options.api());
    try (Deployment deployment = open()) {
      sayStart(deployment);
      LocalApplication local =
          new LocalApplication(
              settings(deployment), deployment.plan(), deployment.metadata(), deployment.stores());
      running = local;
      try {
        if (!stopped) {
          start(local, deployment);
          startNs = System.nanoTime();
          serve(local);
          follow(local, deployment);
        }
      } finally {
        if (api != null) {
          api.close();
        }
        local.close();
        console.clearProgress();
      }
      return outcome(local, deployment);
    }
  }

  private static void start(LocalApplication local, Deployment deployment) {
    try {
      local.start();
    } catch (RuntimeException e) {
      deployment.takeBack();
      throw e;
    }
  }

  private Deployment open() {
    return options.directory() == null
        ? Deployment.inMemory(
            application, options.settings(), options.partitions(), options.state())
        : Deployment.start(
            application,
            options.settings(),
            options.directory(),
            options.partitions(),
            options.state());
  }

  private LocalSettings settings(Deployment deployment) {
    LocalSettings settings =
        LocalSettings.defaults().withPartitions(deployment.metadata().partitions());
    if (options.durability() == Durability.NONE) {
      settings = settings.withoutDurability();
    }
    return options.slots() == null ? settings : settings.withSlots(options.slots());
  }

  private void sayStart(Deployment deployment) {
    String where =
        deployment.directory() == null
            ? "nothing is kept (durability none)"
            : (deployment.isResumed() ? "going on from " : "data in ") + deployment.directory();
    console.say(application.name() + ": " + where);
    if (!deployment.unusedStates().isEmpty()) {
      console.say(
          application.name()
              + ": state not used any more: states="
              + String.join(", ", deployment.unusedStates())
              + "; it is kept, for functions that declare it again: was one renamed by mistake?");
    }
  }

  private void serve(LocalApplication local) {
    if (!options.api().isOff()) {
      api = HttpApi.start(local, options.api());
      console.say(application.name() + ": HTTP API at " + api.address());
    }
  }

  private void follow(LocalApplication local, Deployment deployment) throws InterruptedException {
    Progress progress = new Progress(console, application.name(), local.plan().isBounded());
    if (stopped) {
      local.stop();
    } else if (!local.plan().isBounded()) {
      console.say(application.name() + ": running; Ctrl-C stops it");
    }
    while (!local.awaitEnd(LOOK)) {
      ApplicationStatus status = local.status();
      sayWaiting(status.waitingSinks());
      progress.show(Tally.of(status, published()), seconds());
    }
    console.clearProgress();
    if (stopped && local.failure() == null) {
      String what = deployment.directory() == null ? "" : " after a snapshot";
      console.say(application.name() + ": stopping" + what + "; again to end at once");
    }
  }

  private void sayWaiting(Map<String, String> now) {
    now.forEach(
        (sink, why) -> {
          if (waiting.add(sink)) {
            say("sink " + sink + " waits, nothing is lost: " + why);
          }
        });
    List<String> over = waiting.stream().filter(sink -> !now.containsKey(sink)).toList();
    for (String sink : over) {
      waiting.remove(sink);
      say("sink " + sink + " goes on");
    }
  }

  private void say(String line) {
    console.clearProgress();
    console.say(application.name() + ": " + line);
  }

  private long published() {
    return api == null ? 0 : api.published();
  }

  private double seconds() {
    return (System.nanoTime() - startNs) / 1e9;
  }

  private Outcome outcome(LocalApplication local, Deployment deployment) {
    String data = deployment.directory() == null ? null : deployment.directory().toString();
    ApplicationStatus status = local.status();
    RunSummary summary = RunSummary.of(status, published(), seconds(), data);
    if (deployment.isResumed() && summary.outcome().equals("finished") && summary.records() == 0) {
      console.say(
          application.name()
              + ": nothing new; a former run had read all input (start afresh with another --data,"
              + " or delete "
              + data
              + ")");
    }
    return new Outcome(summary, status, local.failure());
  }

  /** Lets the first Ctrl-C or SIGTERM {@link #stop} this, and the second end the process. */
  public void stopAtSignals() {
    Signals.onFirst(this::stop);
  }

  /** Ends the run in order, as soon as it has begun. */
  public void stop() {
    stopped = true;
    LocalApplication local = running;
    if (local != null) {
      local.stop();
    }
  }
}
