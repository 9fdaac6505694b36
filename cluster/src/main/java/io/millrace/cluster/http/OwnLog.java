package io.millrace.cluster.http;

import io.javalin.http.Context;
import io.millrace.cluster.directory.LogTail;
import io.millrace.http.JsonAnswers;
import io.millrace.http.RefusedException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What this process prints, for those who cannot read its file: the one that {@code
 * -Dmillrace.log=FILE} names.
 */
final class OwnLog {
  private static final String PROPERTY = "millrace.log";
  private static final int USUAL_LINES = 20;
  private static final int MOST_LINES = 10_000;

  private OwnLog() {}

  /** GET /log?lines=N: the last lines. */
  static void last(Context context) {
    Integer lines = Parameters.number(context, "lines", 1, MOST_LINES);
    String file = System.getProperty(PROPERTY);
    if (file == null) {
      throw RefusedException.unknown("log is not served: it is a file in the cluster's directory");
    }
    JsonAnswers.answer(
        context,
        Map.of("lines", new LogTail(Path.of(file)).last(lines == null ? USUAL_LINES : lines)));
  }
}
