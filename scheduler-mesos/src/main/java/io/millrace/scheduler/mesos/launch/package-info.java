/**
 * Clusters on Mesos from the command line: the coordinator is a process on this host, its workers
 * are tasks whose agents fetch Millrace from it.
 *
 * <p>Read {@link io.millrace.scheduler.mesos.launch.MesosLauncher} first, which starts the
 * coordinator, then {@link io.millrace.scheduler.mesos.launch.MesosSchedulerKind}, which puts
 * together what that coordinator schedules with. {@link
 * io.millrace.scheduler.mesos.launch.CodeServer} has threads of its own; all else is called by who
 * may wait.
 */
package io.millrace.scheduler.mesos.launch;
