/**
 * Reading the journals of partitions that other workers own: a {@link
 * io.millrace.runtime.tail.TailReceiver} asks, a {@link io.millrace.runtime.tail.TailSender} beside
 * each owner answers. Only stable entries travel, so what was read stays true whoever becomes the
 * owner.
 */
package io.millrace.runtime.tail;
