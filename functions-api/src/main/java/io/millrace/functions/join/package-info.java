/**
 * Joins of two streams with the same key, as libraries over keyed state and timers: start at {@link
 * io.millrace.functions.join.Joins}; {@link io.millrace.functions.join.Lookup} asks the outside.
 *
 * <p>All joins are immutable: one object serves all partitions. They are called in the thread of a
 * partition and must not use clocks, chance or threads.
 *
 * <p>A joined result has the later event time of its partners. If that lies behind the event clock,
 * because the record at hand is late, it has the time of the event clock: what is joined is never
 * late for those who read it.
 */
package io.millrace.functions.join;
