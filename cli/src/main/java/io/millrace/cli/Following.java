package io.millrace.cli;

import io.millrace.cli.run.ApplicationRun;
import io.millrace.cli.run.ApplicationRun.Outcome;
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
    if (outcome.failure() == null) {
      return 0;
    }
    Complaints.print(main.console(), outcome.failure(), main.isVerbose());
    return 1;
  }
}
