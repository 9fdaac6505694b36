/**
 * A partition: a deterministic fold over a journal.
 *
 * <p>Read {@link io.millrace.runtime.partition.Partition} first: it keeps the protocol (channels,
 * journal, epochs, snapshots). {@link io.millrace.runtime.partition.Fold} is the deterministic
 * machine inside it that calls user code. One thread at a time runs a partition. Nothing here may
 * decide what is done from anything that is not in the journal; the world outside may only change
 * when it is done.
 */
package io.millrace.runtime.partition;
