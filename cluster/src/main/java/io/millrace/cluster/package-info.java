/**
 * Applications on several worker processes: the coordinator decides where partitions are, workers
 * run them.
 *
 * <p>The coordinator keeps one {@link io.millrace.cluster.control.ApplicationTable} per application
 * and tells it to all workers whenever it changes; a worker brings itself in line with the newest
 * table and reports. There are no orders and no answers to them: a table that arrives twice, or
 * instead of three earlier ones, is as good as each of them.
 */
package io.millrace.cluster;
