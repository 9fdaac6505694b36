package io.millrace.runtime.snapshot;

/**
 * Which moment a snapshot holds.
 *
 * @param partition whose state it is
 * @param generation which life of the journal
 * @param offset all entries below it are in the snapshot, none from it on
 * @param epoch the epoch of that moment
 * @param codeVersion the code version that wrote the values
 */
public record SnapshotId(int partition, int generation, long offset, long epoch, int codeVersion) {}
