/**
 * Whole processes: the {@code millrace} command in a JVM of its own, killed, stopped, started twice
 * and fed with what is wrong. Read {@link io.millrace.systemtests.processes.KillTest} first. A test
 * awaits what a process writes or answers ({@link io.millrace.systemtests.processes.Await}), never
 * a length of time.
 */
package io.millrace.systemtests.processes;
