/**
 * Journals and snapshots on disk: the engine's storage ports, implemented on Chronicle Queue.
 *
 * <p>The only place that uses {@code net.openhft}. Everything here belongs to the thread that
 * opened it. It must not know of processes, placement or the network.
 */
package io.millrace.storage;
