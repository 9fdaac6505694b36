/**
 * Measurements: JMH for the pieces, open-loop load for the whole.
 *
 * <p>Nothing depends on this package. A figure is quoted only beside a peer's from the same run.
 */
package io.millrace.benchmarks;
