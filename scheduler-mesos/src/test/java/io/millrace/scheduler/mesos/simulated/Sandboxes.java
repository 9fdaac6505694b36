package io.millrace.scheduler.mesos.simulated;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.apache.mesos.v1.Protos.Environment;

/** Processes in sandboxes, with the environment that a real agent was seen to give. */
final class Sandboxes {
  private static final String ADDRESS = "127.0.0.1";

  private Sandboxes() {}

  /** Runs a command; what it prints is in files beside it. */
  static Process run(CommandInfo command, Path sandbox) throws IOException {
    List<String> line = new ArrayList<>();
    if (command.getShell()) {
      line.addAll(List.of("sh", "-c", command.getValue()));
    } else {
      line.add(command.getValue());
      line.addAll(command.getArgumentsList().subList(1, command.getArgumentsCount()));
    }
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(sandbox.toFile())
            .redirectOutput(sandbox.resolve("stdout").toFile())
            .redirectError(sandbox.resolve("stderr").toFile());
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    environment.put("LIBPROCESS_IP", ADDRESS);
    environment.put("LIBPROCESS_PORT", "0");
    environment.put("MESOS_AGENT_ENDPOINT", ADDRESS + ":5051");
    environment.put("MESOS_DIRECTORY", sandbox.toString());
    environment.put("MESOS_SANDBOX", sandbox.toString());
    for (Environment.Variable variable : command.getEnvironment().getVariablesList()) {
      environment.put(variable.getName(), variable.getValue());
    }
    return builder.start();
  }
}
