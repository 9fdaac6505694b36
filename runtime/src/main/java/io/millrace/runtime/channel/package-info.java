/**
 * Channels: the sequenced streams of frames from one origin to the partitions, both ends.
 *
 * <p>Read {@link io.millrace.runtime.channel.OutboundChannel} first. Everything is confined to the
 * thread of the slot that holds the origin or the partition.
 */
package io.millrace.runtime.channel;
