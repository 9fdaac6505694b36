package io.millrace.cli.samples;

import io.millrace.connector.files.FileSink;
import io.millrace.connector.files.FileSource;
import io.millrace.functions.Application;
import io.millrace.functions.ApplicationBuilder;

/** Words from the file {@code input}, counts to the file {@code output}. */
public final class WordsApp implements Application {
  @Override
  public void define(ApplicationBuilder app) {
    app.source(WordCount.WORDS, FileSource.text(app.setting("input")));
    app.function("count", WordCount.WORDS, WordCount::new)
        .state(WordCount.SEEN)
        .emits(WordCount.COUNTS);
    app.sink(WordCount.COUNTS, FileSink.jsonLines(app.setting("output")));
  }
}
