package io.millrace.cluster.control;

import io.millrace.runtime.replication.Divergence;
import java.util.List;

/**
 * What a worker's followers of an application found: they folded otherwise than their owners. Said
 * with every heartbeat as long as the worker runs the application.
 *
 * @param worker its name
 * @param application the application's number
 * @param divergences the last of each partition
 */
public record DivergenceReport(String worker, long application, List<Divergence> divergences)
    implements ControlMessage {

  public DivergenceReport {
    divergences = List.copyOf(divergences);
  }
}
