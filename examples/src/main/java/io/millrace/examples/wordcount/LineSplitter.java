package io.millrace.examples.wordcount;

import io.millrace.functions.Context;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import java.util.Locale;
import java.util.regex.Pattern;

/** Splits lines into words in lower case. It keeps nothing, so it does not matter where it runs. */
final class LineSplitter implements StreamFunction<String> {
  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

  @Override
  public void onRecord(StreamRecord<String> line, Context context) {
    split(line.value(), context);
  }

  static void split(String line, Context context) {
    for (String word : NO_WORD.split(line.toLowerCase(Locale.ROOT))) {
      if (!word.isEmpty()) {
        context.emit(WordCount.WORDS, word);
      }
    }
  }
}
