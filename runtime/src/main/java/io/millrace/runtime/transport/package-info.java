/**
 * The ports that frames travel through, and the ring buffers between the slots of one process.
 *
 * <p>Read {@link io.millrace.runtime.transport.FrameSender} first. Transports may lose frames with
 * a connection, but never reorder or double those of one channel while a connection lasts; the
 * channels above check sequences and resume.
 */
package io.millrace.runtime.transport;
