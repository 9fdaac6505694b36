/**
 * Frames between the workers of a cluster, over Aeron: the only place that knows Aeron and Agrona.
 *
 * <p>Read {@link io.millrace.transport.AeronTransport} first; the wire is described in {@code
 * docs/formats/transport.md}. One thread, the transport's agent, owns connections and whatever
 * arrives; slot threads send through {@link io.millrace.transport.Lane}s of their own, without a
 * lock and without waiting. It must not know applications, partitions' owners or slots: who gets a
 * frame is asked of the worker.
 */
package io.millrace.transport;
