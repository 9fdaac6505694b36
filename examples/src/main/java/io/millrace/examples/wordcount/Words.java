package io.millrace.examples.wordcount;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What counts as a word: a run of letters and digits of any language, in lower case. */
final class Words {
  private static final Pattern GAP = Pattern.compile("[^\\p{L}\\p{N}]+");

  private Words() {}

  static List<String> of(String line) {
    return GAP.splitAsStream(line.toLowerCase(Locale.ROOT))
        .filter(word -> !word.isEmpty())
        .toList();
  }
}
