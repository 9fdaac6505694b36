/**
 * The work of our end-to-end benchmarks on Apache Flink, tuned as its experts would. {@link
 * io.millrace.benchmarks.flink.FlinkMain} is the process that {@code bench --peer flink} starts
 * beside our own; it shares parameters with it, never classes.
 */
package io.millrace.benchmarks.flink;
