package io.millrace.cluster.scheduler.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process of this machine, told from a later one that has the same number.
 *
 * @param pid its number
 * @param mark tells when it was started: on Linux the machine's boot and the ticks since then,
 *     which no correction of the clock changes; elsewhere the time of day
 */
record ProcessIdentity(long pid, String mark) {
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

  /** Behind the name in parentheses, as {@code man proc} counts from 3: the state, the start. */
  private static final int STATE = 0;

  private static final int START = 22 - 3;

  /** The live process of this number, if there is one. */
  static Optional<ProcessIdentity> of(long pid) {
    return mark(pid).map(mark -> new ProcessIdentity(pid, mark));
  }

  /** Whether it still runs. One that has ended and that nobody has asked about does not. */
  boolean isAlive() {
    return mark(pid).filter(mark::equals).isPresent();
  }

  /** Ends it, stopped or not. */
  void kill() {
    if (isAlive()) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  private static Optional<String> mark(long pid) {
    return Files.isReadable(BOOT) ? linuxMark(pid) : portableMark(pid);
  }

  private static Optional<String> linuxMark(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      boolean ended = fields[STATE].equals("Z") || fields[STATE].equals("X");
      return ended
          ? Optional.empty()
          : Optional.of(Files.readString(BOOT).strip() + "/" + fields[START]);
    } catch (IOException e) {
      return Optional.empty(); // no such process
    }
  }

  private static Optional<String> portableMark(long pid) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .flatMap(handle -> handle.info().startInstant())
        .map(start -> "at " + start.toEpochMilli());
  }
}
