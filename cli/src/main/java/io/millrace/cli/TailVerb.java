package io.millrace.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code millrace tail}: a topic's records as they come. */
@Command(name = "tail", description = "Prints the records of a topic as they come, until Ctrl-C.")
final class TailVerb implements Callable<Integer> {
  enum From {
    START,
    NOW
  }

  @ParentCommand private Main main;
  @Mixin private ApplicationOptions application;

  @Parameters(paramLabel = "TOPIC", description = "The topic.")
  private String topic;

  @Option(
      names = "--from",
      paramLabel = "WHERE",
      description = "start: all that is kept; now: what comes (default).")
  private From from = From.NOW;

  @Option(names = "-n", paramLabel = "N", description = "End after so many records.")
  private Long limit;

  private long left;

  @Override
  public Integer call() {
    if (limit != null && limit < 1) {
      throw new WrongUsageException("number out of range: -n " + limit + "; at least 1");
    }
    RecordLines lines = new RecordLines(main);
    left = limit == null ? Long.MAX_VALUE : limit;
    boolean[] enough = {false};
    application
        .client()
        .tail(
            topic,
            from == From.START,
            record -> {
              lines.print(record);
              // whoever read the output may have gone
              enough[0] = --left == 0 || main.console().out().checkError();
              return !enough[0];
            });
    if (!enough[0]) {
      main.console().say("the application ended");
    }
    return 0;
  }
}
