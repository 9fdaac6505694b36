package io.millrace.cli.samples;

import io.millrace.functions.Context;
import io.millrace.functions.Settings;
import io.millrace.functions.StateSpec;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Topic;

/** Counts words but the setting {@code boring}; refuses to count {@code boom}. */
public final class WordCount implements StreamFunction<String> {
  /** How often a word was seen. */
  public record Count(String word, long count) {}

  public static final Topic<String> WORDS = Topic.of("words", String.class);
  public static final Topic<Count> COUNTS = Topic.of("counts", Count.class).keyedBy(Count::word);
  static final StateSpec<Long> SEEN = StateSpec.of("seen", Long.class);

  private String boring;

  @Override
  public void open(Settings settings) {
    boring = settings.setting("boring", "");
  }

  @Override
  public void onRecord(StreamRecord<String> word, Context context) {
    if (word.value().equals(boring)) {
      return;
    }
    if (word.value().equals("boom")) {
      throw new IllegalStateException("boom is not counted");
    }
    long seen = context.getOr(SEEN, 0L) + 1;
    context.put(SEEN, seen);
    context.emit(COUNTS, new Count(word.value(), seen));
  }
}
