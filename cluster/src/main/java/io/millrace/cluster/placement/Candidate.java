package io.millrace.cluster.placement;

/**
 * A worker that can be given partitions.
 *
 * @param name its name
 * @param host its machine
 * @param load how many partitions of other applications it owns
 */
public record Candidate(String name, String host, int load) {}
