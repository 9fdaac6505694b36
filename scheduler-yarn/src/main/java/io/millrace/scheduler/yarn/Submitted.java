package io.millrace.scheduler.yarn;

import io.millrace.cluster.scheduler.ClusterLauncher.Launch;
import io.millrace.cluster.scheduler.ClusterLauncher.LaunchException;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;

/** An application that was submitted. */
final class Submitted implements Launch {
  private final Submitter yarn;
  private final ApplicationId id;

  Submitted(Submitter yarn, ApplicationId id) {
    this.yarn = yarn;
    this.id = id;
  }

  @Override
  public String progress() {
    try {
      ApplicationReport report = yarn.report(id);
      String state = report.getYarnApplicationState().toString().toLowerCase(Locale.ROOT);
      return id + " is " + state + " in queue " + report.getQueue();
    } catch (LaunchException e) {
      return e.getMessage();
    }
  }

  @Override
  public Optional<String> ended() {
    try {
      ApplicationReport report = yarn.report(id);
      return Submitter.hasEnded(report)
          ? Optional.of(
              id
                  + " is "
                  + report.getYarnApplicationState()
                  + ": "
                  + report.getDiagnostics().strip()
                  + "; the whole log: 'yarn logs -applicationId "
                  + id
                  + "'")
          : Optional.empty();
    } catch (LaunchException e) {
      return Optional.empty(); // it may answer the next time
    }
  }

  @Override
  public void close() {
    yarn.close();
  }
}
