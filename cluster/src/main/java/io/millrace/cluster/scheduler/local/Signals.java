package io.millrace.cluster.scheduler.local;

/** Names of the signals that end processes, alike on all systems that we know. */
final class Signals {
  private Signals() {}

  static String text(int signal) {
    String name =
        switch (signal) {
          case 1 -> "HUP";
          case 2 -> "INT";
          case 4 -> "ILL";
          case 6 -> "ABRT: the JVM crashed, or was told to";
          case 7, 10 -> "BUS: no room behind a mapped file, mostly";
          case 9 -> "KILL: by somebody, or by the system for lack of memory";
          case 11 -> "SEGV: the JVM crashed";
          case 15 -> "TERM";
          default -> "";
        };
    return "killed by signal " + signal + (name.isEmpty() ? "" : " (" + name + ")");
  }
}
