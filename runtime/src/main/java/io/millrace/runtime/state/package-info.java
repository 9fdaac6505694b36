/**
 * Keyed state of one partition: encoded bytes, found by the bytes of the key.
 *
 * <p>Read {@link io.millrace.runtime.state.PartitionState} first: it owns the tables ({@link
 * io.millrace.runtime.state.StateTable}), their undo and their snapshot. Values, lists, maps and
 * timers are typed views of a table each. All of it belongs to the partition's thread. Uses no
 * clock, no randomness and no disk; the snapshot's chunks are described in {@code
 * docs/formats/snapshot.md}.
 */
package io.millrace.runtime.state;
