package io.millrace.examples.wordcount;

import io.millrace.connector.files.FileSink;
import io.millrace.connector.files.FileSource;
import io.millrace.connector.files.StdoutSink;
import io.millrace.functions.Application;
import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Settings;
import io.millrace.functions.connect.Sink;

/**
 * Counts words with a function for each step, and tells each total once, when the input has ended.
 *
 * <p>Settings: {@code lines}, a text file or a directory of them; {@code counts}, the file for the
 * totals, standard output if not set.
 */
public final class WordCountApp implements Application {

  @Override
  public void define(ApplicationBuilder app) {
    app.source(WordCount.LINES, FileSource.text(app.setting("lines")));
    app.function("split", WordCount.LINES, LineSplitter::new).emits(WordCount.WORDS);
    app.function("count", WordCount.WORDS, WordCounter::new)
        .state(WordCounter.SEEN)
        .timer(WordCounter.END)
        .emits(WordCount.COUNTS);
    app.sink(WordCount.COUNTS, counts(app));
  }

  private static Sink<WordTotal> counts(Settings settings) {
    return settings
        .optionalSetting("counts")
        .<Sink<WordTotal>>map(FileSink::jsonLines)
        .orElseGet(StdoutSink::jsonLines);
  }
}
