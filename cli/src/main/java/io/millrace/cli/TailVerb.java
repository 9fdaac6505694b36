package io.millrace.cli;

import io.millrace.cli.client.ApiClient;
import io.millrace.connector.files.JsonValues;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code millrace tail}: a topic's records as they come. */
@Command(name = "tail", description = "Prints the records of a topic as they come, until Ctrl-C.")
final class TailVerb implements Callable<Integer> {
  private static final String DATA = "data: ";

  enum From {
    START,
    NOW
  }

  @ParentCommand private Main main;
  @Mixin private ClientOptions api;

  @Parameters(paramLabel = "TOPIC", description = "The topic.")
  private String topic;

  @Option(
      names = "--from",
      paramLabel = "WHERE",
      description = "start: all that is kept; now: what comes (default).")
  private From from = From.NOW;

  @Option(names = "-n", paramLabel = "N", description = "End after so many records.")
  private Long limit;

  @Override
  public Integer call() throws IOException {
    RecordLines lines = new RecordLines(main);
    String path =
        "/topics/"
            + ApiClient.encoded(topic)
            + "/tail?from="
            + (from == From.START ? "start" : "now");
    long left = limit == null ? Long.MAX_VALUE : limit;
    if (left <= 0) {
      throw new WrongUsageException("number out of range: -n " + limit + "; at least 1");
    }
    try (BufferedReader stream = api.client().lines(path)) {
      for (String line = stream.readLine(); line != null; line = stream.readLine()) {
        if (line.startsWith(DATA)) {
          lines.print(JsonValues.mapper().readTree(line.substring(DATA.length())));
          if (--left == 0) {
            return 0;
          }
        }
        if (main.console().out().checkError()) {
          return 0; // whoever read the output has gone
        }
      }
    } catch (IOException e) {
      throw new CommandFailedException("connection lost: topic=" + topic + ", error=" + e, e);
    }
    main.console().say("the application ended");
    return 0;
  }
}
