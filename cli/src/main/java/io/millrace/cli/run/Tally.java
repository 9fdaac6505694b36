package io.millrace.cli.run;

import io.millrace.runtime.local.ApplicationStatus;
import io.millrace.runtime.local.SplitStatus;
import io.millrace.runtime.metrics.Counter;
import io.millrace.runtime.partition.PartitionStatus;
import java.util.List;

/**
 * The few figures that people follow while an application runs.
 *
 * @param records records read from sources or published since the start
 * @param emitted records that functions emitted
 * @param written records that sinks wrote
 * @param malformed items that could not be read
 * @param lag records that are journaled and not folded
 * @param progress how much of bounded input was read, from 0 to 1; negative if not known
 * @param journalFull whether some journal has no room
 * @param waitingSinks how many sinks wait for room
 */
public record Tally(
    long records,
    long emitted,
    long written,
    long malformed,
    long lag,
    double progress,
    boolean journalFull,
    int waitingSinks) {

  /** Sums a status up. */
  public static Tally of(ApplicationStatus status, long published) {
    List<SplitStatus> splits = status.sources().values().stream().flatMap(List::stream).toList();
    boolean known = !splits.isEmpty() && splits.stream().allMatch(split -> split.progress() >= 0);
    return new Tally(
        published + splits.stream().mapToLong(SplitStatus::records).sum(),
        status.counters().get(Counter.RECORDS_EMITTED),
        status.sinks().values().stream().mapToLong(Long::longValue).sum(),
        splits.stream().mapToLong(SplitStatus::malformed).sum(),
        status.partitions().stream().mapToLong(PartitionStatus::lag).sum(),
        known ? splits.stream().mapToDouble(SplitStatus::progress).average().orElse(-1) : -1,
        status.partitions().stream().anyMatch(PartitionStatus::journalFull),
        status.waitingSinks().size());
  }
}
