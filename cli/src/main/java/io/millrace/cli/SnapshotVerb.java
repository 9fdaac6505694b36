package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code millrace snapshot}: snapshots of all partitions, now. */
@Command(
    name = "snapshot",
    description = "Takes snapshots of all partitions and waits until they are durable.")
final class SnapshotVerb implements Runnable {
  @ParentCommand private Main main;
  @Mixin private ApplicationOptions application;

  @Override
  public void run() {
    JsonNode answer = application.client().snapshot();
    main.console()
        .print(
            main.wantsJson()
                ? answer.toString()
                : "snapshots of " + answer.path("partitions").asText() + " partitions are durable");
  }
}
