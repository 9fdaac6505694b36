package io.millrace.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A peer in a JVM of its own, with our heap and collector. It makes a run for each line {@code run}
 * and answers with one line {@code result name=value ...}; between runs it has no job, as we have
 * none while it runs.
 */
final class PeerProcess implements AutoCloseable {
  private static final String ANSWER = "result ";

  private final Peer peer;
  private final Process process;
  private final Thread killer;
  private final Writer requests;
  private final BufferedReader answers;

  /**
   * Starts a peer.
   *
   * @param arguments what it is to do, {@code --name=value}
   */
  PeerProcess(Peer peer, List<String> arguments) throws IOException {
    this.peer = peer;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(memoryFlags(ManagementFactory.getRuntimeMXBean().getInputArguments()));
    Path built = built(peer);
    command.add("@" + built.resolve("jvm.flags"));
    command.add("-cp");
    command.add(built.resolve("lib") + "/*");
    command.add(peer.mainClass());
    command.addAll(arguments);
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    killer = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(killer);
    requests = process.outputWriter(StandardCharsets.UTF_8);
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private static Path built(Peer peer) {
    String directory = System.getProperty(peer.property());
    if (directory == null || !Files.isDirectory(Path.of(directory, "lib"))) {
      throw new IllegalStateException(
          "peer not built: peer="
              + peer
              + ", directory="
              + directory
              + "; start the benchmark by bin/millrace bench");
    }
    return Path.of(directory);
  }

  /**
   * Which of our own flags the peer gets: heap, collector, pages, compilers. Not the archive of our
   * classes, and what opens packages for our libraries neither.
   */
  static List<String> memoryFlags(List<String> ours) {
    return ours.stream()
        .filter(flag -> flag.startsWith("-X"))
        .filter(
            flag ->
                Stream.of("-XX:SharedArchiveFile", "-Xshare", "-Xlog").noneMatch(flag::startsWith))
        .toList();
  }

  /** Makes one run, warm-up included, and says what came out. */
  Map<String, String> run() throws IOException {
    requests.write("run\n");
    requests.flush();
    String line = answers.readLine();
    while (line != null && !line.startsWith(ANSWER)) {
      System.err.println(peer + ": " + line);
      line = answers.readLine();
    }
    if (line == null) {
      throw new IllegalStateException(
          "peer ended during a run: peer=" + peer + "; its own words are above");
    }
    return parse(line);
  }

  static Map<String, String> parse(String line) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String pair : line.substring(ANSWER.length()).split(" ")) {
      int equals = pair.indexOf('=');
      values.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return values;
  }

  @Override
  public void close() throws IOException {
    try {
      requests.close();
      // It ends with its input.
      process.onExit().orTimeout(10, TimeUnit.SECONDS).exceptionally(late -> null).join();
    } finally {
      process.destroyForcibly();
      Runtime.getRuntime().removeShutdownHook(killer);
    }
  }
}
