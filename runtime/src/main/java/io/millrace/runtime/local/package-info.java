/**
 * An application in one process: partitions over slot threads, ring buffers between them, sources,
 * clients and sinks.
 *
 * <p>Read {@link io.millrace.runtime.local.LocalApplication} first. A slot's thread owns its
 * partitions and the origins that feed them; each sink has a thread of its own; other threads reach
 * a slot through its commands.
 */
package io.millrace.runtime.local;
