package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.client.ApplicationClient;
import io.millrace.cli.text.Console;
import io.millrace.cli.text.Quantity;
import io.millrace.cli.text.Style;
import io.millrace.cli.text.Table;
import io.millrace.connector.files.JsonValues;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code millrace top}: partitions and rates, renewed every second on a terminal. */
@Command(
    name = "top",
    description = {
      "Shows partitions and rates of a running application.",
      "Renews itself on a terminal until Ctrl-C; elsewhere it measures once."
    })
final class TopVerb implements Callable<Integer> {
  private static final String HOME_AND_CLEAR = "\u001b[H\u001b[J";

  @ParentCommand private Main main;
  @Mixin private ApplicationOptions application;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      description = "Over which time rates are measured; 1 if not given.")
  private double interval = 1;

  @Option(names = "-n", paramLabel = "N", description = "End after so many tables.")
  private Integer count;

  private record Look(JsonNode status, JsonNode partitions, long nanos) {}

  @Override
  public Integer call() throws InterruptedException {
    if (!(interval >= 0.1 && interval <= 3600)) {
      throw new WrongUsageException(
          "interval out of range: --interval " + interval + "; from 0.1 to 3600 seconds");
    }
    if (count != null && count < 1) {
      throw new WrongUsageException("number out of range: -n " + count + "; at least 1");
    }
    boolean renews = main.console().isOutTerminal() && !main.wantsJson();
    long left = count != null ? count : renews ? Long.MAX_VALUE : 1;
    ApplicationClient client = application.client();
    Look before = look(client);
    for (; left > 0; left--) {
      TimeUnit.MILLISECONDS.sleep((long) (interval * 1000));
      Look now = look(client);
      if (main.wantsJson()) {
        main.console().print(json(before, now).toString());
      } else {
        main.console().print((renews ? HOME_AND_CLEAR : "") + text(before, now));
      }
      before = now;
    }
    return 0;
  }

  private static Look look(ApplicationClient client) {
    JsonNode status = client.status();
    return new Look(status, client.partitions(), System.nanoTime());
  }

  private static double rate(Look before, Look now, long from, long to) {
    return (to - from) / ((now.nanos - before.nanos) / 1e9);
  }

  private static double rate(Look before, Look now, String counter) {
    return rate(
        before,
        now,
        before.status.path("counters").path(counter).asLong(),
        now.status.path("counters").path(counter).asLong());
  }

  private static double rate(Look before, Look now, int partition) {
    return rate(
        before,
        now,
        before.partitions.path(partition).path("offset").asLong(),
        now.partitions.path(partition).path("offset").asLong());
  }

  private static ObjectNode json(Look before, Look now) {
    ObjectNode answer = JsonValues.mapper().createObjectNode();
    answer.put("application", now.status.path("application").asText());
    answer.put("phase", now.status.path("phase").asText());
    answer.put("lag", now.status.path("lag").asLong());
    answer.set("waitingSinks", now.status.path("waitingSinks"));
    answer.put("recordsPerSecond", Math.round(rate(before, now, "records_in")));
    answer.put("emittedPerSecond", Math.round(rate(before, now, "records_emitted")));
    ArrayNode partitions = answer.putArray("partitions");
    for (int p = 0; p < now.partitions.size(); p++) {
      ObjectNode partition = now.partitions.path(p).deepCopy();
      partition.put("offsetsPerSecond", Math.round(rate(before, now, p)));
      partitions.add(partition);
    }
    return answer;
  }

  private String text(Look before, Look now) {
    Console console = main.console();
    StringBuilder text = new StringBuilder();
    text.append(console.paint(Style.HEADING, now.status.path("application").asText()));
    text.append("  ").append(now.status.path("phase").asText());
    text.append("  up ").append(Quantity.seconds(now.status.path("uptimeSeconds").asDouble()));
    text.append("  in ").append(Quantity.rate(rate(before, now, "records_in")));
    text.append("  emitted ").append(Quantity.rate(rate(before, now, "records_emitted")));
    text.append("  lag ").append(Quantity.count(now.status.path("lag").asLong()));
    if (now.status.path("journalFull").asBoolean()) {
      text.append("  ").append(console.paint(Style.ERROR, "DISK FULL"));
    }
    for (Map.Entry<String, JsonNode> sink : now.status.path("waitingSinks").properties()) {
      String line = "sink " + sink.getKey() + " WAITING: " + sink.getValue().asText();
      text.append("\n").append(console.paint(Style.ERROR, line));
    }
    Table table =
        new Table(
            "#PARTITION",
            "PHASE",
            "#OFFSET",
            "#PER S",
            "#LAG",
            "#STATE",
            "#STATE SIZE",
            "#JOURNAL",
            "#SNAPSHOT AGE");
    for (int p = 0; p < now.partitions.size(); p++) {
      JsonNode partition = now.partitions.path(p);
      JsonNode age = partition.path("snapshotAgeSeconds");
      table.row(
          p,
          partition.path("phase").asText(),
          Quantity.count(partition.path("offset").asLong()),
          Quantity.rate(rate(before, now, p)).replace("/s", ""),
          Quantity.count(partition.path("lag").asLong()),
          Quantity.count(partition.path("stateEntries").asLong()),
          Quantity.bytes(partition.path("stateBytes").asLong()),
          Quantity.bytes(partition.path("journalBytes").asLong()),
          age.isNumber() ? Quantity.seconds(age.asDouble()) : null);
    }
    return text.append("\n\n").append(table.format(console)).toString();
  }
}
