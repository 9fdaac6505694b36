package io.millrace.cluster.control;

/** The cluster ends: a worker stops all in order, and then itself. */
public record Shutdown(int coordinatorTerm) implements ControlMessage {}
