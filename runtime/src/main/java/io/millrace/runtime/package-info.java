/**
 * The engine as pure state machines over its ports, with memory implementations of each port.
 *
 * <p>Read {@code partition.Partition} first: a partition is a fold over its journal. Ports are
 * {@link io.millrace.runtime.journal.Journal}, {@link io.millrace.runtime.snapshot.SnapshotStore},
 * {@link io.millrace.runtime.transport.FrameSender} with its receiver, and {@link
 * io.millrace.runtime.Clock}. Nothing here reads a clock, a file or a random number but through
 * them, and nothing needs a JVM flag.
 */
package io.millrace.runtime;
