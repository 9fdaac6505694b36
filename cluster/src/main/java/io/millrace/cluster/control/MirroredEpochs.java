package io.millrace.cluster.control;

import java.util.List;

/**
 * To which epoch all partitions of an application can go back with what is mirrored; with each
 * {@link Pulse}, to all workers, if there is a mirror.
 *
 * @param coordinatorTerm of the coordinator that tells it
 * @param applications those that run
 */
public record MirroredEpochs(int coordinatorTerm, List<ApplicationEpoch> applications)
    implements ControlMessage {

  public MirroredEpochs {
    applications = List.copyOf(applications);
  }

  /**
   * Of one application.
   *
   * @param application its number
   * @param generation in which that is so
   * @param epoch the newest; -1 if it is not known
   */
  public record ApplicationEpoch(long application, int generation, long epoch) {}
}
