package io.millrace.cluster.control;

import io.millrace.runtime.rewind.RewindPoint;
import java.util.List;

/**
 * A worker's answer to a {@link RewindQuestion}.
 *
 * @param worker its name
 * @param application its number
 * @param generation as in the question
 * @param number of the question
 * @param points of the partitions that it owns
 */
public record RewindAnswer(
    String worker, long application, int generation, long number, List<RewindPoint> points)
    implements ControlMessage {

  public RewindAnswer {
    points = List.copyOf(points);
  }
}
