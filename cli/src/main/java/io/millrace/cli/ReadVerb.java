package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code millrace read}: records of a topic that are in the journals. */
@Command(name = "read", description = "Prints records of a topic that are in the journals.")
final class ReadVerb implements Runnable {
  private static final int MOST = 10_000;

  @ParentCommand private Main main;
  @Mixin private ApplicationOptions application;

  @Parameters(paramLabel = "TOPIC", description = "The topic.")
  private String topic;

  @Option(names = "--partition", paramLabel = "P", description = "Only of this partition.")
  private Integer partition;

  @Option(
      names = "--from",
      paramLabel = "OFFSET",
      description = "With --partition: from this offset; from the oldest if not given.")
  private Long from;

  @Option(names = "-n", paramLabel = "N", description = "At most so many; 100 if not given.")
  private int limit = 100;

  @Override
  public void run() {
    if (from != null && partition == null) {
      throw new WrongUsageException("--from goes with --partition: offsets are counted there");
    }
    if (limit < 1 || limit > MOST) {
      throw new WrongUsageException("number out of range: -n " + limit + "; from 1 to " + MOST);
    }
    JsonNode answer = application.client().records(topic, partition, from, limit);
    RecordLines lines = new RecordLines(main);
    answer.path("records").forEach(lines::print);
  }
}
