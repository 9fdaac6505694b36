package io.millrace.cli.samples;

import io.millrace.functions.Application;
import io.millrace.functions.ApplicationBuilder;

/** Two functions of one name, whose topic nobody feeds. */
public final class FaultyApp implements Application {
  @Override
  public void define(ApplicationBuilder app) {
    app.function("count", WordCount.WORDS, WordCount::new).state(WordCount.SEEN);
    app.function("count", WordCount.WORDS, WordCount::new).emits(WordCount.COUNTS);
  }
}
