/**
 * Windows: aggregates of records by time, session or count. {@link
 * io.millrace.functions.window.Windows} says which windows and when they fire, {@link
 * io.millrace.functions.window.WindowOperator} keeps them for each key.
 *
 * <p>A library over keyed state and timers; the engine knows nothing of windows. Called in the
 * thread of a partition.
 */
package io.millrace.functions.window;
