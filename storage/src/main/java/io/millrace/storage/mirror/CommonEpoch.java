package io.millrace.storage.mirror;

import io.millrace.runtime.rewind.EpochSearch.Mark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The newest epoch to which all partitions of an application can go back with what a mirror holds.
 *
 * @param epoch which
 * @param cuts by partition, the offset at which its journal is cut
 */
public record CommonEpoch(long epoch, List<Long> cuts) {

  public CommonEpoch {
    cuts = List.copyOf(cuts);
  }

  /**
   * Chooses it. Pure.
   *
   * @param partitions all of the application, in their order
   * @return nothing if there is no such epoch
   */
  public static Optional<CommonEpoch> of(List<MirroredPartition> partitions) {
    MirroredPartition slowest =
        partitions.stream().min(Comparator.comparingLong(MirroredPartition::latest)).orElseThrow();
    List<Mark> marks = slowest.marks();
    for (int i = marks.size() - 1; i >= 0; i--) {
      long epoch = marks.get(i).epoch();
      if (partitions.stream().allMatch(partition -> partition.reaches(epoch))) {
        List<Long> cuts = new ArrayList<>();
        partitions.forEach(partition -> cuts.add(partition.cut(epoch)));
        return Optional.of(new CommonEpoch(epoch, cuts));
      }
    }
    return Optional.empty();
  }
}
