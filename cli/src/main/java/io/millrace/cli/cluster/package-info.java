/**
 * Starts the processes of a cluster on this machine and waits for what becomes of them.
 *
 * <p>Read {@link io.millrace.cli.cluster.ClusterStart} first. All in the verb's thread, which
 * waits.
 */
package io.millrace.cli.cluster;
