/**
 * The port to where snapshots are kept, and its memory implementation.
 *
 * <p>Read {@link io.millrace.runtime.snapshot.SnapshotStore} first. A snapshot is a sequence of
 * chunks of bytes that the partition's thread hands over without waiting; what they mean is written
 * in {@code docs/formats/snapshot.md}.
 */
package io.millrace.runtime.snapshot;
