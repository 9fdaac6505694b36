package io.millrace.systemtests.processes;

import io.millrace.systemtests.processes.app.LedgerApp;
import io.millrace.systemtests.processes.app.Purchase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where {@link LedgerApp} runs: its jar, its input file, its data directory and what it writes.
 *
 * @param partitions how many it has
 * @param starts how often it was started
 */
record LedgerSite(
    Path jar, Path input, Path data, Path out, Path logs, int partitions, AtomicInteger starts) {
  /** All in one directory, with the jar made; the input is still to be written. */
  static LedgerSite in(Path directory) throws IOException {
    Path jar = ApplicationJars.packageOf(LedgerApp.class, directory.resolve("ledger.jar"));
    return new LedgerSite(
        jar,
        directory.resolve("input.jsonl"),
        directory.resolve("data"),
        directory.resolve("out"),
        directory,
        4,
        new AtomicInteger());
  }

  /** This site with its data elsewhere. */
  LedgerSite withData(Path elsewhere) {
    return new LedgerSite(jar, input, elsewhere, out, logs, partitions, starts);
  }

  /** This site with what it writes elsewhere. */
  LedgerSite withOut(Path elsewhere) {
    return new LedgerSite(jar, input, data, elsewhere, logs, partitions, starts);
  }

  /** This site with other code. */
  LedgerSite withJar(Path other) {
    return new LedgerSite(other, input, data, out, logs, partitions, starts);
  }

  /** This site with one partition. */
  LedgerSite withOnePartition() {
    return new LedgerSite(jar, input, data, out, logs, 1, starts);
  }

  /** Starts the application, with more arguments. */
  MillraceProcess start(String... more) {
    List<String> arguments = new ArrayList<>();
    Collections.addAll(arguments, "run", jar.toString(), "--data", data.toString());
    Collections.addAll(arguments, "--partitions", Integer.toString(partitions), "--slots", "2");
    Collections.addAll(arguments, "--set", "input=" + input, "--set", "out=" + out);
    if (!List.of(more).contains("--port")) {
      Collections.addAll(arguments, "--port", "0");
    }
    Collections.addAll(arguments, more);
    return MillraceProcess.start(
        logs.resolve("start-" + starts.incrementAndGet() + ".log"),
        arguments.toArray(String[]::new));
  }

  /** Appends purchases to the input. */
  void append(List<Purchase> purchases) throws IOException {
    appendText(purchases.stream().map(Purchases::json).collect(Collectors.joining()));
  }

  /** Appends anything to the input. */
  void appendText(String text) throws IOException {
    Files.writeString(
        input,
        text,
        StandardCharsets.UTF_8,
        java.nio.file.StandardOpenOption.CREATE,
        java.nio.file.StandardOpenOption.APPEND);
  }

  /** How many lines a file has that the application writes. */
  long lines(String name) {
    Path written = out.resolve(name);
    try {
      byte[] bytes = Files.exists(written) ? Files.readAllBytes(written) : new byte[0];
      long lines = 0;
      for (byte one : bytes) {
        lines += one == '\n' ? 1 : 0;
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines of a file that the application writes; none if there is no such file. */
  List<String> readLines(String name) {
    Path written = out.resolve(name);
    try (Stream<String> lines = Files.exists(written) ? Files.lines(written) : Stream.empty()) {
      return lines.collect(Collectors.toCollection(ArrayList::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until as much is written as has to be. */
  void awaitLines(MillraceProcess process, Map<String, List<String>> expected) {
    expected.forEach(
        (name, lines) ->
            process.await(
                () -> name + ", lines=" + lines(name) + ", expected=" + lines.size(),
                () -> lines(name) >= lines.size()));
  }

  /** Fails unless these lines are written, in any order, and no others. */
  void assertWritten(Map<String, List<String>> expected) {
    expected.forEach(this::assertSame);
  }

  private void assertSame(String name, List<String> expected) {
    List<String> actual = readLines(name);
    List<String> wanted = new ArrayList<>(expected);
    Collections.sort(actual);
    Collections.sort(wanted);
    if (!actual.equals(wanted)) {
      String extra = difference(actual, wanted);
      throw new AssertionError(
          name + ": extra " + extra + "; missing " + difference(wanted, actual));
    }
  }

  private static String difference(List<String> of, List<String> less) {
    Map<String, Long> counts =
        less.stream().collect(Collectors.groupingBy(line -> line, Collectors.counting()));
    List<String> rest = new ArrayList<>();
    for (String line : of) {
      if (counts.merge(line, -1L, Long::sum) < 0) {
        rest.add(line);
      }
    }
    return rest.size() + " of " + of.size() + ": " + rest.subList(0, Math.min(10, rest.size()));
  }
}
