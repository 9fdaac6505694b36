/**
 * The port to what grants containers: processes on this machine, YARN, Mesos. It speaks of wishes
 * and of what became of them; protocols are the adapters' affair. Start with {@link
 * io.millrace.cluster.scheduler.Scheduler}.
 */
package io.millrace.cluster.scheduler;
