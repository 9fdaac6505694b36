package io.millrace.examples.wordcount;

import io.millrace.functions.Context;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;

/** Splits lines into words. It keeps nothing, so it does not matter in which partition it runs. */
final class LineSplitter implements StreamFunction<String> {

  @Override
  public void onRecord(StreamRecord<String> line, Context context) {
    for (String word : Words.of(line.value())) {
      context.emit(WordCountApp.WORDS, word);
    }
  }
}
