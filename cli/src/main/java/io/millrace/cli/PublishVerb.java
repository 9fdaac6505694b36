package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.client.ApplicationClient;
import io.millrace.cli.client.ValueChunks;
import io.millrace.cli.text.Quantity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code millrace publish}: records into a topic of a running application. */
@Command(
    name = "publish",
    description = {
      "Publishes JSON values to a topic of a running application; done when they are stable.",
      "With --session, values are numbered: publishing the same again adds nothing."
    })
final class PublishVerb implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private ApplicationOptions application;

  @Parameters(index = "0", paramLabel = "TOPIC", description = "The topic.")
  private String topic;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "JSON",
      description = "The value, or several; standard input if it is - or not given.")
  private String json;

  @Option(names = "--file", paramLabel = "FILE", description = "Read the values from a file.")
  private Path file;

  @Option(
      names = "--session",
      paramLabel = "NAME",
      description = "A name for this sequence of values, for exactly-once.")
  private String session;

  @Option(
      names = "--number",
      paramLabel = "N",
      description = "With --session: the number of the first value; 1 if not given.")
  private Long number;

  @Override
  public Integer call() throws IOException {
    if (file != null && json != null) {
      throw new WrongUsageException("JSON and --file exclude each other; give one");
    }
    if (number != null && (session == null || number < 0)) {
      throw new WrongUsageException("--number goes with --session, and is 0 or more");
    }
    ApplicationClient client = application.client();
    long accepted = 0;
    long duplicates = 0;
    long next = number == null ? 1 : number;
    try (InputStream in = input();
        ValueChunks chunks = new ValueChunks(in)) {
      for (byte[] body = chunks.next(); body != null; body = chunks.next()) {
        JsonNode answer = client.publish(topic, body, session, next);
        accepted += answer.path("accepted").asLong();
        duplicates += answer.path("duplicates").asLong();
        next += answer.path("accepted").asLong() + answer.path("duplicates").asLong();
        if (main.console().isErrTerminal()) {
          main.console().progress(Quantity.count(accepted) + " records published");
        }
      }
    } finally {
      main.console().clearProgress();
    }
    say(accepted, duplicates);
    return 0;
  }

  private InputStream input() throws IOException {
    if (json != null && !json.equals("-")) {
      return new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
    }
    try {
      return file == null ? System.in : Files.newInputStream(file);
    } catch (NoSuchFileException e) {
      throw new WrongUsageException("file not found: file=" + file + "; correct the path", e);
    }
  }

  private void say(long accepted, long duplicates) {
    if (main.wantsJson()) {
      main.console().print("{\"accepted\":" + accepted + ",\"duplicates\":" + duplicates + "}");
      return;
    }
    main.console()
        .print(
            Quantity.count(accepted)
                + (accepted == 1 ? " record" : " records")
                + " published to "
                + topic
                + (duplicates == 0
                    ? ""
                    : ", " + Quantity.count(duplicates) + " were there already"));
  }
}
