package io.millrace.systemtests.simulation;

/** Lets a process die after a number of calls to its ports. */
final class Fuse {
  private int left = -1;

  /** The process dies at the call after {@code calls} more. */
  void light(int calls) {
    left = calls;
  }

  /** It lives on. */
  void putOut() {
    left = -1;
  }

  /** A port is called, or has done what it was called for. */
  void burn() {
    if (left >= 0 && left-- == 0) {
      throw new Killed();
    }
  }
}
