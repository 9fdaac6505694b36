/**
 * Benchmarks of whole clusters of real processes on this machine. A deployed application carries
 * probes, each due at a moment that follows from its number alone; its sink writes down when each
 * arrived, and the benchmark reads along.
 */
package io.millrace.benchmarks.cluster;
