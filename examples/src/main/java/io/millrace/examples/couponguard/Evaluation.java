package io.millrace.examples.couponguard;

import io.millrace.connector.files.FileSource;
import io.millrace.functions.connect.ReadStatus;
import io.millrace.functions.connect.SourceOutput;
import io.millrace.functions.connect.SplitReader;
import io.millrace.functions.connect.SplitStart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * How good the alerts were, user by user.
 *
 * @param abusers users who are abusers
 * @param alerted users with an alert
 * @param caught users who are both
 */
public record Evaluation(long abusers, long alerted, long caught) {

  /** Compares the users with an alert to the abusers. */
  public static Evaluation of(Set<String> alerted, Set<String> abusers) {
    long caught = alerted.stream().filter(abusers::contains).count();
    return new Evaluation(abusers.size(), alerted.size(), caught);
  }

  /** Compares a file of alerts, as the application wrote it, to the abusers. */
  public static Evaluation ofFile(Path alerts, Set<String> abusers) throws Exception {
    return of(alertedIn(alerts), abusers);
  }

  private static Set<String> alertedIn(Path alerts) throws Exception {
    Set<String> users = new HashSet<>();
    SourceOutput<Alert> collector =
        new SourceOutput<>() {
          @Override
          public void record(Alert alert, long nextPosition) {
            users.add(alert.user());
          }

          @Override
          public void malformed(long next, String where, String text, String problem) {
            throw new IllegalArgumentException("no alert: at=" + where + ", problem=" + problem);
          }
        };
    FileSource<Alert> file = FileSource.jsonLines(alerts.toString());
    String split = file.splits().get(0);
    try (SplitReader<Alert> reader = file.open(new SplitStart<>(CouponGuardApp.ALERTS, split, 0))) {
      while (reader.read(collector, 1000) != ReadStatus.END) {
        // go on
      }
    } catch (IOException e) {
      throw new IOException("alerts cannot be read: file=" + alerts + "; " + e.getMessage(), e);
    }
    return users;
  }

  /** Which share of the alerted users are abusers; 1 if nobody was alerted. */
  public double precision() {
    return alerted == 0 ? 1 : (double) caught / alerted;
  }

  /** Which share of the abusers was alerted; 1 if there are none. */
  public double recall() {
    return abusers == 0 ? 1 : (double) caught / abusers;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "abusers=%d, alerted=%d, precision=%.3f, recall=%.3f",
        abusers,
        alerted,
        precision(),
        recall());
  }
}
