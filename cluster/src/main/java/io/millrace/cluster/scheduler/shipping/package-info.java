/**
 * What processes on other hosts get of this one: its class path as files of an archive, its flags,
 * shares of a container's memory. How an archive gets there is the affair of each adapter.
 *
 * <p>Start with {@link io.millrace.cluster.scheduler.shipping.ShippedClassPath}. No threads.
 */
package io.millrace.cluster.scheduler.shipping;
