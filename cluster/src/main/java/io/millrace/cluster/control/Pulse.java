package io.millrace.cluster.control;

import java.util.List;

/**
 * The coordinator's heartbeat, several times a second, to all workers.
 *
 * @param coordinatorTerm its term
 * @param applications what changes all the time
 */
public record Pulse(int coordinatorTerm, List<ApplicationPulse> applications)
    implements ControlMessage {

  public Pulse {
    applications = List.copyOf(applications);
  }

  /**
   * What changes all the time in an application.
   *
   * @param application its number
   * @param epoch all partitions are to enter it
   * @param held sources are not to read: some partition lags too far
   */
  public record ApplicationPulse(long application, long epoch, boolean held) {}
}
