package io.millrace.cli.offline;

import io.millrace.cli.Main;
import io.millrace.cli.text.Console;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The same command in a JVM that waits for a debugger before it begins. */
public final class DebuggedProcess {
  private static final String DEBUG = "--debug";

  private DebuggedProcess() {}

  /** Starts the command without {@code --debug} and waits for its end; returns its exit code. */
  public static int run(List<String> args, Console console)
      throws IOException, InterruptedException {
    int port = freePort();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!flag.startsWith("-XX:SharedArchiveFile") && !flag.startsWith("-XX:TieredStopAtLevel")) {
        command.add(flag);
      }
    }
    command.add(
        "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,quiet=y,address=127.0.0.1:" + port);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    args.stream().filter(arg -> !arg.equals(DEBUG)).forEach(command::add);
    console.say("waiting for a debugger: attach to 127.0.0.1:" + port);
    Process process = new ProcessBuilder(command).inheritIO().start();
    return process.waitFor();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
