package io.millrace.cli.samples;

import io.millrace.connector.files.FileSource;
import io.millrace.functions.Application;
import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Context;
import io.millrace.functions.FailurePolicy;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;

/** Its function forgets to declare its state, and skips what fails. */
public final class CarelessApp implements Application {
  @Override
  public void define(ApplicationBuilder app) {
    app.source(WordCount.WORDS, FileSource.text(app.setting("input")));
    app.function("careless", WordCount.WORDS, Careless::new).onFailure(FailurePolicy.skip());
  }

  /** Uses what it did not declare. */
  public static final class Careless implements StreamFunction<String> {
    @Override
    public void onRecord(StreamRecord<String> word, Context context) {
      context.put(WordCount.SEEN, 1L);
    }
  }
}
