package io.millrace.runtime.local;

import io.millrace.runtime.metrics.Counter;
import io.millrace.runtime.partition.PartitionStatus;
import java.util.List;
import java.util.Map;

/**
 * How an application stands, for people.
 *
 * @param name its name
 * @param phase STARTING, RUNNING, FINISHED, STOPPED or FAILED
 * @param failure why it failed, or null
 * @param epoch the current epoch
 * @param codeVersion the number of the running code
 * @param partitions its partitions
 * @param sources its sources' splits, by source
 * @param sinks records written since the start, by sink
 * @param waitingSinks sinks whose target has no room, with what they wait for
 * @param counters sums over all partitions
 */
public record ApplicationStatus(
    String name,
    String phase,
    String failure,
    long epoch,
    int codeVersion,
    List<PartitionStatus> partitions,
    Map<String, List<SplitStatus>> sources,
    Map<String, Long> sinks,
    Map<String, String> waitingSinks,
    Map<Counter, Long> counters) {}
