package io.millrace.cluster.coordinator;

import io.millrace.cluster.control.CopyReport;
import io.millrace.cluster.control.CopyReport.ApplicationCopies;
import io.millrace.cluster.control.CopyReport.MirroredPlace;
import io.millrace.cluster.control.CopyReport.MissingCopy;
import java.util.HashMap;
import java.util.Map;

/** What one life of a worker has told of the journals on its disk. */
final class ReportedCopies {
  /** Of a life that has told nothing yet. */
  static final ReportedCopies UNKNOWN = new ReportedCopies(null);

  private final Map<Long, ApplicationCopies> byApplication = new HashMap<>();
  private final boolean known;

  ReportedCopies(CopyReport report) {
    known = report != null;
    if (known) {
      report.applications().forEach(one -> byApplication.put(one.application(), one));
    }
  }

  boolean isKnown() {
    return known;
  }

  /** Whether there was a copy when this life of the worker began. */
  boolean hasFound(long application, int partition) {
    ApplicationCopies copies = byApplication.get(application);
    return copies != null && copies.found().contains(partition);
  }

  /** Whether the worker is to own the partition in this term and has no copy. */
  boolean isMissing(long application, int partition, int term) {
    ApplicationCopies copies = byApplication.get(application);
    return copies != null && copies.missing().contains(new MissingCopy(partition, term));
  }

  /** How far a partition is mirrored that the worker owns in this term, or null. */
  MirroredPlace mirrored(long application, int partition, int term) {
    ApplicationCopies copies = byApplication.get(application);
    if (copies == null) {
      return null;
    }
    return copies.mirrored().stream()
        .filter(one -> one.partition() == partition && one.term() == term)
        .findFirst()
        .orElse(null);
  }
}
