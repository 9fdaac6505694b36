package io.millrace.cli;

import io.millrace.cluster.scheduler.ClusterLauncher;
import io.millrace.cluster.scheduler.LaunchOption;
import io.millrace.cluster.scheduler.LaunchOptions;
import io.millrace.cluster.scheduler.SchedulerKinds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Options that the command leaves to the scheduler of a cluster: which there are is known when that
 * is, so they are what nobody else understood.
 */
final class SchedulerOptions {
  private static final String SECTION = "schedulerOptions";

  private final CommandSpec verb;

  /** Those of a verb, whose help then lists them. */
  SchedulerOptions(CommandSpec verb) {
    this.verb = verb;
    List<String> sections = new ArrayList<>(verb.usageMessage().sectionKeys());
    sections.add(sections.indexOf("optionList") + 1, SECTION);
    verb.usageMessage().sectionKeys(sections);
    verb.usageMessage().sectionMap().put(SECTION, SchedulerOptions::help);
  }

  private static String help(Help help) {
    return SchedulerKinds.launchers().stream()
        .sorted((one, other) -> one.name().compareTo(other.name()))
        .map(launcher -> "%nOptions of --on ".formatted() + help(help, launcher))
        .collect(Collectors.joining());
  }

  private static String help(Help help, ClusterLauncher launcher) {
    TextTable table = TextTable.forDefaultColumns(help.colorScheme(), 30, 80);
    launcher
        .options()
        .forEach(
            option ->
                table.addRowValues(
                    "", "", "", option.name() + " " + option.value(), option.description()));
    return launcher.name() + ":" + System.lineSeparator() + table;
  }

  /**
   * What was given of the options of a launcher; nothing is allowed without one.
   *
   * @param arguments those that the verb does not know
   * @throws UnmatchedArgumentException if nobody understands an argument
   */
  LaunchOptions of(List<String> arguments, Optional<ClusterLauncher> launcher) {
    List<String> names =
        launcher.stream().flatMap(one -> one.options().stream()).map(LaunchOption::name).toList();
    Map<String, List<String>> values = new LinkedHashMap<>();
    List<String> unknown = new ArrayList<>();
    List<String> words = arguments.stream().flatMap(SchedulerOptions::words).toList();
    for (int i = 0; i < words.size(); i++) {
      String name = words.get(i);
      if (!names.contains(name)) {
        unknown.add(name);
      } else if (i + 1 == words.size()) {
        throw new WrongUsageException("option without value: " + name);
      } else {
        values.computeIfAbsent(name, n -> new ArrayList<>()).add(words.get(++i));
      }
    }
    if (!unknown.isEmpty()) {
      throw new UnmatchedArgumentException(verb.commandLine(), unknown);
    }
    return new LaunchOptions(values);
  }

  /** {@code --name=value} as two. */
  private static Stream<String> words(String argument) {
    int equals = argument.indexOf('=');
    return argument.startsWith("--") && equals > 0
        ? Stream.of(argument.substring(0, equals), argument.substring(equals + 1))
        : Stream.of(argument);
  }
}
