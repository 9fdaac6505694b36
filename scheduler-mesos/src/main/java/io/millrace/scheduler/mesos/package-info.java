/**
 * Workers as tasks of a framework on Mesos, over its v1 HTTP API. Start with {@link
 * io.millrace.scheduler.mesos.MesosScheduler}, which puts together what the packages below decide:
 * {@code wire} speaks HTTP, {@code framework} keeps the subscription up, {@code offers} finds
 * places, {@code tasks} knows what became of workers.
 *
 * <p>All by the coordinator's thread. The only package with Mesos in it; nothing of Mesos's own
 * code is used but its messages.
 */
package io.millrace.scheduler.mesos;
