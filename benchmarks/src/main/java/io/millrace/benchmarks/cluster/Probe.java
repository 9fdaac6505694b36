package io.millrace.benchmarks.cluster;

import io.millrace.functions.Topic;

/**
 * A record that is sent to see when it arrives.
 *
 * @param key uniform over the key space
 * @param number from 0, over all splits
 */
public record Probe(long key, long number) {
  /** Probes, as they come from the source. */
  public static final Topic<Probe> PROBES = Topic.of("probes", Probe.class).keyedBy(Probe::key);

  /** Probes that were counted, for the sink. */
  public static final Topic<Probe> COUNTED = Topic.of("counted", Probe.class).keyedBy(Probe::key);
}
