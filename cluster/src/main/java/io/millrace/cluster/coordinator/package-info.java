/**
 * The coordinator: decides where partitions are, and serves the HTTP API.
 *
 * <p>Read {@link io.millrace.cluster.coordinator.CoordinatorProcess} for the process. One thread
 * owns all decisions; others reach it by commands.
 */
package io.millrace.cluster.coordinator;
