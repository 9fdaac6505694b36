/**
 * Streams: applications as chains of steps. Stateful steps are {@link
 * io.millrace.functions.stream.Operator}s: libraries over keyed state and timers, without support
 * of their own in the engine; windows, joins and patterns are such operators.
 *
 * <p>All of it is called in the thread of a partition, one call at a time. It must not use clocks,
 * chance or threads: only what {@link io.millrace.functions.Context} gives.
 */
package io.millrace.functions.stream;
