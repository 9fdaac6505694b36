/**
 * What a cluster keeps in a directory that all its processes see: its secret, where its coordinator
 * is, users' jars, the processes' logs. Laid out in {@code docs/operations.md}.
 *
 * <p>Read {@link io.millrace.cluster.directory.ClusterDirectory} first. Any thread and any process
 * may use it; files are replaced in one step.
 */
package io.millrace.cluster.directory;
