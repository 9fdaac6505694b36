package io.millrace.benchmarks;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Commands for processes with the Java, the class path and the flags of this one. */
public final class ChildJvm {
  private ChildJvm() {}

  /** Runs a class with the heap of this process. */
  public static List<String> command(Class<?> main, List<String> arguments) {
    return command(ManagementFactory.getRuntimeMXBean().getInputArguments(), main, arguments);
  }

  /** Runs a class with a heap of another size: several of ours would be too much. */
  public static List<String> command(String heap, Class<?> main, List<String> arguments) {
    List<String> flags = new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
    flags.removeIf(flag -> flag.startsWith("-Xms") || flag.startsWith("-Xmx"));
    flags.add("-Xmx" + heap);
    return command(flags, main, arguments);
  }

  private static List<String> command(List<String> flags, Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return command;
  }
}
