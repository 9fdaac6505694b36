package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code millrace release}: lets a quarantined key go on. */
@Command(
    name = "release",
    description = "Lets a quarantined key of a function go on: its records are tried again.")
final class ReleaseVerb implements Runnable {
  @ParentCommand private Main main;
  @Mixin private ApplicationOptions application;

  @Parameters(index = "0", paramLabel = "FUNCTION", description = "The function.")
  private String function;

  @Parameters(index = "1", paramLabel = "KEY", description = "The key as text.")
  private String key;

  @Override
  public void run() {
    JsonNode answer = application.client().release(function, key);
    main.console()
        .print(main.wantsJson() ? answer.toString() : "key released: " + key + " of " + function);
  }
}
