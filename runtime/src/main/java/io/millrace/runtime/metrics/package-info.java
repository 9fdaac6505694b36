/**
 * What the engine counts: one list, read by the HTTP API, the metrics endpoint and the CLI alike.
 *
 * <p>Read {@link io.millrace.runtime.metrics.Counter} first. One thread counts, any thread reads.
 */
package io.millrace.runtime.metrics;
