/**
 * The coordinator: decides where partitions are.
 *
 * <p>Read {@link io.millrace.cluster.coordinator.Coordinator} first, then {@link
 * io.millrace.cluster.coordinator.Planner}, where all decisions about partitions are. One thread
 * owns all of it; time, disk, network and containers come in through ports.
 */
package io.millrace.cluster.coordinator;
