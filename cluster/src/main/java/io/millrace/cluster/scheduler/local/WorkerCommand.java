package io.millrace.cluster.scheduler.local;

import io.millrace.cluster.scheduler.WorkerSpec;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The command that starts a JVM like this one with another main class.
 *
 * @param java the {@code java} of the JDK
 * @param flags of the JVM
 * @param classPath of the JVM
 * @param mainClass what it runs
 */
public record WorkerCommand(String java, List<String> flags, String classPath, String mainClass) {
  /** What a worker runs; named, not referred to: it is another process's. */
  private static final String WORKER = "io.millrace.cluster.worker.WorkerMain";

  /** What is this process's alone. */
  private static final Pattern NOT_INHERITED =
      Pattern.compile(
          "-Xm[sxn].*|-XX:(Initial|Max|Min)RAM.*|-XX:(Initial|Max)HeapSize=.*"
              + "|-XX:CompilationMode=.*|-XX:ArchiveClassesAtExit=.*"
              + "|-agentlib:jdwp.*|-Xrunjdwp.*|-Xdebug|-Dcom\\.sun\\.management\\..*"
              + "|-Dmillrace\\.(out|err)\\.terminal=.*|-Dmillrace\\.columns=.*");

  private static final Set<String> FLAG_VARIABLES = Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS");
  private static final File NOTHING =
      new File(System.getProperty("os.name").startsWith("Windows") ? "NUL" : "/dev/null");

  /** Below it, a heap is too small for any work. */
  private static final int LEAST_HEAP_MB = 64;

  public WorkerCommand {
    flags = List.copyOf(flags);
  }

  /** Workers as this process would have them. */
  public static WorkerCommand ofThisProcess() {
    return ofThisProcess(WORKER);
  }

  /** Another main class in a JVM like this. */
  public static WorkerCommand ofThisProcess(String mainClass) {
    return new WorkerCommand(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        inherited(ManagementFactory.getRuntimeMXBean().getInputArguments()),
        System.getProperty("java.class.path"),
        mainClass);
  }

  /** Those flags that are as good for another process. */
  static List<String> inherited(List<String> flags) {
    return flags.stream().filter(flag -> !NOT_INHERITED.matcher(flag).matches()).toList();
  }

  /** A process of this command line, without input, that prints to the end of a file. */
  public static ProcessBuilder builder(List<String> line, Path log) {
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectInput(NOTHING)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // what they say is among our own flags already
    builder.environment().keySet().removeAll(FLAG_VARIABLES);
    return builder;
  }

  /** With another flag of the JVM, which wins over those that are there. */
  public WorkerCommand with(String flag) {
    return new WorkerCommand(
        java, Stream.concat(flags.stream(), Stream.of(flag)).toList(), classPath, mainClass);
  }

  /** The whole command line, with these arguments of the main class. */
  public List<String> line(WorkerSpec spec, List<String> arguments) {
    List<String> line = new ArrayList<>();
    line.add(java);
    line.addAll(flags);
    // the rest is for buffers, mapped journals' pages, the JVM itself
    line.add("-Xmx" + Math.max(LEAST_HEAP_MB, spec.memoryMb() * 3 / 4) + "m");
    if (spec.cores() < Runtime.getRuntime().availableProcessors()) {
      line.add("-XX:ActiveProcessorCount=" + spec.cores());
    }
    line.addAll(List.of("-cp", classPath, mainClass));
    line.addAll(arguments);
    return line;
  }
}
