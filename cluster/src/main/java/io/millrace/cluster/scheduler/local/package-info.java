/**
 * Containers that are processes on this machine. Start with {@link
 * io.millrace.cluster.scheduler.local.LocalScheduler}.
 *
 * <p>All by the coordinator's thread. What is known of each container is on disk before it matters,
 * so a later coordinator goes on with the processes that it finds.
 */
package io.millrace.cluster.scheduler.local;
