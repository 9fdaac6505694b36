/**
 * The HTTP APIs of the coordinator and of workers: JSON on the loopback interface. What they answer
 * is described in {@code docs/guide/cluster-api.md}.
 *
 * <p>Read {@link io.millrace.cluster.http.ClusterApi} and {@link
 * io.millrace.cluster.http.WorkerApi} first. Requests are handled by the servers' threads. Those of
 * the coordinator load users' code themselves and wait for what the coordinator's thread says; data
 * are with workers, so they send on whoever asks for them.
 */
package io.millrace.cluster.http;
