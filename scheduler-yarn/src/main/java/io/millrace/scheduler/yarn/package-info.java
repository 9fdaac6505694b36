/**
 * Clusters on YARN: the coordinator is the application master, and each worker is in a container.
 *
 * <p>Read {@link io.millrace.scheduler.yarn.WorkerContainers} first: which container is which
 * worker's, without any YARN. {@link io.millrace.scheduler.yarn.YarnScheduler} lets the
 * coordinator, which never waits, talk with it; {@link io.millrace.scheduler.yarn.YarnLink} speaks
 * YARN's protocols; {@link io.millrace.scheduler.yarn.YarnLauncher} submits. All of Hadoop is
 * loaded apart and found by the thread's class loader: calls go through {@link
 * io.millrace.scheduler.yarn.HadoopConfiguration#within}.
 */
package io.millrace.scheduler.yarn;
