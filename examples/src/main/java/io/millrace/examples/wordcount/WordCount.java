package io.millrace.examples.wordcount;

import io.millrace.functions.Context;
import io.millrace.functions.StateSpec;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Topic;

/**
 * Counts words in two steps: a line is split wherever it is, and each word goes to the partition
 * that counts it. The function emits the words to itself, so it needs no application around it.
 * Each count is told at once, so that it also works on input that never ends.
 */
public final class WordCount implements StreamFunction<String> {
  public static final Topic<String> LINES = Topic.of("lines", String.class);
  public static final Topic<String> WORDS = Topic.of("words", String.class);
  public static final Topic<WordTotal> COUNTS =
      Topic.of("counts", WordTotal.class).keyedBy(WordTotal::word);
  public static final StateSpec<Long> SEEN = StateSpec.of("seen", Long.class);

  @Override
  public void onRecord(StreamRecord<String> record, Context context) {
    if (record.topic().equals(LINES)) {
      LineSplitter.split(record.value(), context);
    } else {
      count(record.value(), context);
    }
  }

  private static void count(String word, Context context) {
    long seen = context.getOr(SEEN, 0L) + 1;
    context.put(SEEN, seen);
    context.emit(COUNTS, new WordTotal(word, seen));
  }
}
