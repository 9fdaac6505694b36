package io.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code millrace state get}: what a function keeps for a key. */
@Command(
    name = "state",
    description = "Looks into the state of a running application.",
    subcommands = StateVerb.Get.class)
final class StateVerb implements Runnable {
  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "what with the state? Write state get ...");
  }

  /** {@code millrace state get FUNCTION STATE KEY}. */
  @Command(name = "get", description = "Prints what a function keeps for a key, as JSON.")
  static final class Get implements Runnable {
    @ParentCommand private StateVerb parent;
    @Mixin private ApplicationOptions application;

    @Parameters(index = "0", paramLabel = "FUNCTION", description = "The function.")
    private String function;

    @Parameters(index = "1", paramLabel = "STATE", description = "Which of its states.")
    private String state;

    @Parameters(
        index = "2",
        arity = "0..1",
        paramLabel = "KEY",
        description = "The key as text; not needed for shared state.")
    private String key;

    @Override
    public void run() {
      JsonNode answer = application.client().state(function, state, key);
      boolean whole = parent.main.wantsJson();
      parent.main.console().print((whole ? answer : answer.path("value")).toString());
    }
  }
}
