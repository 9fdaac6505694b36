package io.millrace.cluster.placement;

/**
 * Where a partition is, or is to be.
 *
 * @param partition which
 * @param owner the worker that runs it, or null
 * @param follower the worker that holds the copy of its journal, or null
 */
public record Seat(int partition, String owner, String follower) {}
