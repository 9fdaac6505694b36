package io.millrace.cli.samples;

import io.millrace.connector.files.FileSink;
import io.millrace.connector.files.FileSource;
import io.millrace.functions.Application;
import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.StateSpec;
import io.millrace.functions.Topic;
import java.util.concurrent.atomic.AtomicLong;

/** Not deterministic: it keeps what a static counter says. */
public final class DiceApp implements Application {
  static final Topic<String> THROWS = Topic.of("throws", String.class);
  static final StateSpec<Long> LAST = StateSpec.of("last", Long.class);
  private static final AtomicLong COUNTER = new AtomicLong();

  @Override
  public void define(ApplicationBuilder app) {
    app.source(WordCount.WORDS, FileSource.text(app.setting("input")));
    app.function(
            "dice",
            WordCount.WORDS,
            () ->
                (word, context) -> {
                  long next = COUNTER.incrementAndGet();
                  context.put(LAST, next);
                  context.emit(THROWS, word.value() + next);
                })
        .state(LAST)
        .emits(THROWS);
    app.sink(THROWS, FileSink.text(app.setting("output")));
  }
}
