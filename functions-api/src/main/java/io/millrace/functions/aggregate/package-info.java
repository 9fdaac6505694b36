/**
 * Aggregates: what many values amount to. {@link io.millrace.functions.aggregate.Aggregates} has
 * the usual ones. Accumulators are immutable values that are kept in state and may be merged, so
 * the same aggregate serves windows, panes shared between windows, and sums made before records
 * travel.
 */
package io.millrace.functions.aggregate;
