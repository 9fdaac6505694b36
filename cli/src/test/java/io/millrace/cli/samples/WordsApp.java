package io.millrace.cli.samples;

import io.millrace.connector.files.FileSink;
import io.millrace.connector.files.FileSource;
import io.millrace.functions.Application;
import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Context;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.connect.Published;

/** Words from the file {@code input}, counts to the file {@code output}; a batch counts once. */
public final class WordsApp implements Application {
  @Override
  public void define(ApplicationBuilder app) {
    app.source(WordCount.WORDS, FileSource.text(app.setting("input")));
    if (app.setting("published", "false").equals("true")) {
      app.source(WordCount.WORDS, Published.byClients()).name("more");
    }
    if (app.batch()) {
      app.function("count", WordCount.WORDS, FinalCount::new)
          .state(WordCount.SEEN)
          .timer(FinalCount.END)
          .emits(WordCount.COUNTS);
    } else {
      app.function(app.setting("counter", "count"), WordCount.WORDS, WordCount::new)
          .state(WordCount.SEEN)
          .emits(WordCount.COUNTS);
    }
    app.sink(WordCount.COUNTS, FileSink.jsonLines(app.setting("output")));
  }

  /** Tells a count when the input has ended. */
  public static final class FinalCount implements StreamFunction<String> {
    static final TimerSpec END = TimerSpec.eventTime("end");

    @Override
    public void onRecord(StreamRecord<String> word, Context context) {
      context.put(WordCount.SEEN, context.getOr(WordCount.SEEN, 0L) + 1);
      context.setTimer(END, Long.MAX_VALUE);
    }

    @Override
    public void onTimer(Timer timer, Context context) {
      long seen = context.getOr(WordCount.SEEN, 0L);
      context.emit(WordCount.COUNTS, new WordCount.Count(context.key(String.class), seen));
    }
  }
}
