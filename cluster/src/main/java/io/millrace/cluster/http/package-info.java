/**
 * The coordinator's HTTP API: JSON on the loopback interface. What it answers is described in
 * {@code docs/guide/cluster-api.md}.
 *
 * <p>Read {@link io.millrace.cluster.http.ClusterApi} first. Requests are handled by the server's
 * threads, which load users' code themselves and wait for what the coordinator's thread says.
 */
package io.millrace.cluster.http;
