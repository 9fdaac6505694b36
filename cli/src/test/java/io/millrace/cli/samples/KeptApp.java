package io.millrace.cli.samples;

import io.millrace.connector.files.FileSink;
import io.millrace.connector.files.FileSource;
import io.millrace.functions.Application;
import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Topic;
import java.time.Duration;

/** Makes words from the file {@code input} loud; keeps all that was read in its journals. */
public final class KeptApp implements Application {
  static final Topic<String> KEPT = Topic.of("kept", String.class).retained(Duration.ofDays(1));
  static final Topic<String> LOUD = Topic.of("loud", String.class);

  @Override
  public void define(ApplicationBuilder app) {
    app.source(KEPT, FileSource.text(app.setting("input")));
    app.function("loud", KEPT, () -> (word, context) -> context.emit(LOUD, word.value() + "!"))
        .emits(LOUD);
    app.sink(LOUD, FileSink.text(app.setting("output")));
  }
}
