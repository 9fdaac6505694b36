/**
 * Approximate aggregates, whose accumulators stay small however many values there are: start at
 * {@link io.millrace.sketches.Sketches}. They are immutable, deterministic, and may be merged, so
 * they serve windows, panes and sums made before records travel. The only package that uses Apache
 * DataSketches; of it, only what draws no chance.
 */
package io.millrace.sketches;
