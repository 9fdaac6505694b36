package io.millrace.examples.wordcount;

import io.millrace.functions.Context;
import io.millrace.functions.StateSpec;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;

/** Per word: counts, and tells the total when no more words can come. */
final class WordCounter implements StreamFunction<String> {
  static final StateSpec<Long> SEEN = StateSpec.of("seen", Long.class);
  static final TimerSpec END = TimerSpec.eventTime("end");

  @Override
  public void onRecord(StreamRecord<String> word, Context context) {
    // docs:begin word-count
    context.put(SEEN, context.getOr(SEEN, 0L) + 1);
    context.setTimer(END, Long.MAX_VALUE); // where event time stands after all bounded input
    // docs:end
  }

  @Override
  public void onTimer(Timer timer, Context context) {
    WordTotal total = new WordTotal(context.key(String.class), context.getOr(SEEN, 0L));
    context.emit(WordCountApp.COUNTS, total, context.nowMs());
  }
}
