package io.millrace.cluster.code;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.FunctionSpec;
import io.millrace.functions.StreamFunction;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finds settings that were given and that the application does not ask for: misspelt, mostly. */
final class UnaskedSettings {
  private UnaskedSettings() {}

  /**
   * Compares what was given with what the declared application asked for. What functions ask for
   * when they are opened counts: if need be, one instance of each is opened to find out.
   *
   * @throws CodeException if something was given that nobody asks for; names what is near
   */
  static void check(String application, Set<String> given, ApplicationBuilder declared) {
    if (declared.askedSettings().containsAll(given)) {
      return;
    }
    declared.functions().forEach(function -> open(function, declared));
    Set<String> asked = new TreeSet<>(declared.askedSettings());
    List<String> unasked = given.stream().filter(name -> !asked.contains(name)).sorted().toList();
    if (!unasked.isEmpty()) {
      throw new CodeException(message(application, unasked, asked));
    }
  }

  private static void open(FunctionSpec<?> function, ApplicationBuilder settings) {
    try {
      StreamFunction<?> instance = (StreamFunction<?>) function.factory().get();
      instance.open(settings);
      instance.close();
    } catch (Exception | LinkageError e) {
      // it will fail again when it is opened to run, and then it is told
    }
  }

  private static String message(String application, List<String> unasked, Set<String> asked) {
    StringBuilder text = new StringBuilder("unknown setting: app=").append(application);
    for (String name : unasked) {
      text.append(", name=").append(name);
      List<String> near = near(name, asked);
      if (!near.isEmpty()) {
        text.append(" (did you mean ").append(String.join(" or ", near)).append("?)");
      }
    }
    text.append("; ");
    return text.append(asked.isEmpty() ? "it asks for none" : "with these it asks for " + asked)
        .append(". What a function asks for in a call only must be asked for in open() too")
        .toString();
  }

  /** Names that differ by a slip of the hand. */
  static List<String> near(String name, Collection<String> known) {
    int slips = Math.max(1, name.length() / 3);
    return known.stream().filter(other -> distance(name, other) <= slips).toList();
  }

  /** How many letters must be put in, left out or replaced; letter case does not count. */
  private static int distance(String from, String to) {
    int[] before = new int[to.length() + 1];
    for (int j = 0; j < before.length; j++) {
      before[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] row = new int[before.length];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        char a = Character.toLowerCase(from.charAt(i - 1));
        char b = Character.toLowerCase(to.charAt(j - 1));
        row[j] = Math.min(before[j - 1] + (a == b ? 0 : 1), 1 + Math.min(before[j], row[j - 1]));
      }
      before = row;
    }
    return before[to.length()];
  }
}
