package io.millrace.examples.wordcount;

import io.millrace.connector.files.FileSink;
import io.millrace.connector.files.FileSource;
import io.millrace.connector.files.StdoutSink;
import io.millrace.functions.Application;
import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Settings;
import io.millrace.functions.Topic;
import io.millrace.functions.connect.Sink;

/**
 * Counts words in two steps: lines are split wherever they are, and each word goes to the partition
 * that counts it, so all partitions have work. Each total is told once, when the input has ended.
 *
 * <p>Settings: {@code lines}, a text file or a directory of them; {@code counts}, the file for the
 * totals, standard output if not set.
 */
public final class WordCountApp implements Application {
  static final Topic<String> LINES = Topic.of("lines", String.class);
  static final Topic<String> WORDS = Topic.of("words", String.class);
  static final Topic<WordTotal> COUNTS =
      Topic.of("counts", WordTotal.class).keyedBy(WordTotal::word);

  @Override
  public void define(ApplicationBuilder app) {
    // docs:begin word-count
    app.source(LINES, FileSource.text(app.setting("lines")));
    app.function("split", LINES, LineSplitter::new).emits(WORDS);
    app.function("count", WORDS, WordCounter::new)
        .state(WordCounter.SEEN)
        .timer(WordCounter.END)
        .emits(COUNTS);
    app.sink(COUNTS, counts(app));
    // docs:end
  }

  private static Sink<WordTotal> counts(Settings settings) {
    return settings
        .optionalSetting("counts")
        .<Sink<WordTotal>>map(FileSink::jsonLines)
        .orElseGet(StdoutSink::jsonLines);
  }
}
