/**
 * Workers as Mesos tasks: their names, what a master is told to start, what becomes of them. Start
 * with {@link io.millrace.scheduler.mesos.tasks.Container}.
 *
 * <p>State machines without threads and clocks; one thread calls them, with the time.
 */
package io.millrace.scheduler.mesos.tasks;
