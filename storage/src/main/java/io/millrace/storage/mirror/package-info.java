/**
 * The mirror: a second place for journals and snapshots, beside the workers' disks, from which
 * partitions are restored of which no worker has a copy any more.
 *
 * <p>Read {@link io.millrace.storage.mirror.MirrorManifest} first: it says what the mirror holds of
 * one partition. {@link io.millrace.storage.mirror.PartitionMirror} writes it beside an owner, in a
 * thread that may wait; {@link io.millrace.storage.mirror.MirrorRestore} reads it back. Where the
 * files are is behind the port {@link io.millrace.storage.mirror.MirrorFiles}. What they look like
 * is written in {@code docs/formats/mirror.md}.
 */
package io.millrace.storage.mirror;
