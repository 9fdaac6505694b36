package io.millrace.cli;

import io.millrace.cli.run.ApplicationRun;
import io.millrace.cli.run.ApplicationRun.Outcome;
import io.millrace.cli.run.Demo;
import io.millrace.connector.files.JsonValues;

/** Sees a run to its end and says what it came to. */
final class Following {
  private final Main main;

  Following(Main main) {
    this.main = main;
  }

  /** Runs until the end, which Ctrl-C may bring; returns the exit code. */
  int untilEnd(ApplicationRun run) throws InterruptedException {
    run.stopAtSignals();
    Outcome outcome = run.run();
    if (main.wantsJson()) {
      main.console().print(JsonValues.toJson(outcome.summary()));
    } else {
      main.console().say(outcome.summary().toText());
    }
    return exitCode(outcome);
  }

  /** Runs the demo until the end; returns the exit code. */
  int untilEnd(Demo demo) throws Exception {
    Demo.Ending ending = demo.run();
    if (ending.result() != null) {
      main.console()
          .print(main.wantsJson() ? JsonValues.toJson(ending.result()) : ending.result().toText());
    }
    return exitCode(ending.outcome());
  }

  private int exitCode(Outcome outcome) {
    if (outcome.failure() == null) {
      return 0;
    }
    Complaints.print(main.console(), outcome.failure(), main.isVerbose());
    return 1;
  }
}
