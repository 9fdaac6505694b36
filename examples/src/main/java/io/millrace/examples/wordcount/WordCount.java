package io.millrace.examples.wordcount;

import io.millrace.functions.Context;
import io.millrace.functions.MapSpec;
import io.millrace.functions.MapState;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Topic;

/**
 * Counts words, all under one key: the shortest form, one function without an application around
 * it. One key means one partition, however many there are; {@link WordCountApp} does better.
 */
public final class WordCount implements StreamFunction<String> {
  // docs:begin word-count
  public static final Topic<String> LINES =
      Topic.of("lines", String.class).keyedBy(line -> "all lines");
  public static final Topic<WordTotal> COUNTS =
      Topic.of("counts", WordTotal.class).keyedBy(WordTotal::word);
  public static final MapSpec<String, Long> SEEN = MapSpec.of("seen", String.class, Long.class);

  @Override
  public void onRecord(StreamRecord<String> line, Context context) {
    MapState<String, Long> seen = context.map(SEEN);
    for (String word : Words.of(line.value())) {
      long count = seen.getOr(word, 0L) + 1;
      seen.put(word, count);
      context.emit(COUNTS, new WordTotal(word, count));
    }
  }
  // docs:end
}
