package io.millrace.systemtests.simulation;

/** Thrown through the engine by a port: the process died in the middle of a call. */
final class Killed extends Error {
  private static final long serialVersionUID = 1;

  Killed() {
    super("killed by the simulation", null, false, false);
  }
}
