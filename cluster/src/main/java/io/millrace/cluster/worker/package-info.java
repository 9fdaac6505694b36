/**
 * A worker: a process that runs partitions, or holds copies of their journals. Start with {@link
 * io.millrace.cluster.worker.Worker}.
 *
 * <p>Three kinds of threads: the control thread brings the worker in line with the coordinator's
 * tables ({@link io.millrace.cluster.worker.HostedApplication}), slots run partitions, splits,
 * clients and the near ends of sinks ({@link io.millrace.cluster.worker.WorkerSlot}), and whatever
 * waits for a disk or for user code at start is done by openers. What the control thread wants of a
 * slot, it says by a command; slots answer by reports that it reads. What is asked over HTTP gets
 * to both in the same ways ({@link io.millrace.cluster.worker.ServedOnWorker}).
 */
package io.millrace.cluster.worker;
