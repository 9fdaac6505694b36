package io.millrace.scheduler.yarn;

import java.util.List;

/** Why a container has ended, in words, by what YARN says. */
final class ExitCause {
  private static final int LONGEST = 300;

  /** The container's node is gone; what runs there may go on. Also for containers given back. */
  static final int NODE_LOST = -100;

  private ExitCause() {}

  /**
   * The cause.
   *
   * @param code YARN's exit status: below zero its own reasons, else the process's exit code
   * @param diagnostics what YARN adds, of many lines
   */
  static String text(int code, String diagnostics) {
    String known =
        switch (code) {
          case 0 -> "it has ended";
          case NODE_LOST ->
              "its node was lost: the NodeManager is silent; its process may still run, until"
                  + " another has taken its place";
          case -101 -> "the disks of its node are bad or full";
          case -102 -> "preempted: YARN gave its container to another queue";
          case -103 ->
              "killed by YARN for its virtual memory; set yarn.nodemanager.vmem-check-enabled to"
                  + " false, or raise --memory";
          case -104 -> "killed by YARN for its memory, mapped journals included; raise --memory";
          case -105 -> "killed by the application master";
          case -106 -> "killed by the ResourceManager";
          case -107 -> "killed after the application had ended";
          case -108 -> "killed by YARN: its node has too little memory";
          case -1000 -> "it was not started";
          case 137 -> "killed (SIGKILL)";
          case 143 -> "ended by a signal (SIGTERM)";
          case 154 ->
              "ended while its NodeManager was away or was restarting, how is not known (154)";
          default -> "exit code " + code;
        };
    String said = lastLine(diagnostics);
    return said.isEmpty() || code == 0 || code < 0 && code != -1000 || code > 128
        ? known
        : known + ": " + said;
  }

  /** The last thing that the process printed, or YARN said, without stack traces. */
  private static String lastLine(String diagnostics) {
    List<String> lines =
        diagnostics
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .filter(line -> !line.startsWith("at ") && !line.startsWith("... "))
            .filter(line -> !line.startsWith("For more detailed output"))
            .filter(line -> !line.startsWith(". Failing the application"))
            .toList();
    List<String> thrown =
        lines.stream().filter(line -> line.startsWith("Exception in thread")).toList();
    String last =
        !thrown.isEmpty()
            ? thrown.get(thrown.size() - 1)
            : lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    return last.length() > LONGEST ? last.substring(0, LONGEST) + " ..." : last;
  }
}
