package io.millrace.cluster.scheduler.local;

import io.millrace.cluster.directory.ProcessLog;
import io.millrace.cluster.scheduler.RestartPause;
import io.millrace.cluster.scheduler.WorkerSpec;
import io.millrace.runtime.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** One container: a directory, and at most one process at a time. */
final class Container {
  /** What a container is doing. */
  enum State {
    /** Nobody wants it: no process, and none to come. */
    FREE,
    /** Without a process; one is started when it is due. */
    WAITING,
    /** With a process. */
    RUNNING,
    /** Its process was killed and is not gone yet. */
    ENDING
  }

  private static final int LOOKS_PER_QUESTION = 8;

  private final String name;
  private final Path directory;
  private final ProcessLog log;
  private final Clock clock;
  private final RestartPause pause = new RestartPause();
  private State state = State.FREE;
  private ContainerNote note;
  private Process child;
  private String killedFor;
  private boolean released;
  private long startedNs;
  private long dueNs;
  private int looks;

  Container(String name, Path directory, Path log, Clock clock) {
    this.name = name;
    this.directory = directory;
    this.log = new ProcessLog(log);
    this.clock = clock;
    note = ContainerNote.read(directory).orElse(ContainerNote.none());
  }

  boolean isWanted() {
    return state != State.FREE && !released;
  }

  String name() {
    return name;
  }

  State state() {
    return state;
  }

  /** Whether there is a process whose end is still to be told. */
  boolean hasProcess() {
    return state == State.RUNNING || state == State.ENDING;
  }

  long incarnation() {
    return note.incarnation();
  }

  /** Whether a former coordinator wanted a process here. */
  boolean isKept() {
    return note.kept();
  }

  /** Goes on with the process of a former coordinator; false if it is gone. */
  boolean adopt(WorkerCommandLine lookup) {
    ProcessIdentity process = note.process();
    if (process == null) {
      // the coordinator died between the start and writing it down, or before the start
      process = lookup.find(name, note.incarnation()).orElse(null);
    }
    if (process == null || !process.isAlive()) {
      state = State.WAITING;
      dueNs = clock.nanoTime();
      return false;
    }
    note = new ContainerNote(note.incarnation(), true, process);
    note.write(directory);
    startedNs = clock.nanoTime();
    state = State.RUNNING;
    return true;
  }

  /** A process is wanted here, at once. */
  void keep() {
    state = State.WAITING;
    dueNs = clock.nanoTime();
  }

  boolean isDue() {
    return state == State.WAITING && clock.nanoTime() - dueNs >= 0;
  }

  /** Starts the next process. The incarnation is used up even if that fails. */
  void start(WorkerCommandLine lookup, WorkerSpec spec) throws IOException {
    long incarnation = note.incarnation() + 1;
    note = new ContainerNote(incarnation, true, null);
    note.write(directory);
    log.begin(
        Instant.ofEpochMilli(clock.nowMs()).truncatedTo(ChronoUnit.SECONDS)
            + " "
            + name
            + ", incarnation "
            + incarnation);
    child = WorkerCommand.builder(lookup.line(spec, name, incarnation), log.file()).start();
    killedFor = null;
    startedNs = clock.nanoTime();
    state = State.RUNNING;
    // one that has ended already has no identity, but is noticed as our child
    note = new ContainerNote(incarnation, true, ProcessIdentity.of(child.pid()).orElse(null));
    note.write(directory);
  }

  /** A start failed: another will be tried. */
  void delay() {
    state = State.WAITING;
    dueNs = clock.nanoTime() + pause.afterFailure();
  }

  /** Ends the process, whatever it does. */
  void kill(String reason) {
    if (state == State.RUNNING) {
      killedFor = reason;
      if (child != null) {
        child.destroyForcibly();
      } else {
        note.process().kill();
      }
      state = State.ENDING;
    }
  }

  /** Nobody wants it from now on; its process is ended. */
  void release() {
    if (state == State.WAITING) {
      free();
    } else if (state != State.FREE) {
      kill("released");
      released = true;
      note = new ContainerNote(note.incarnation(), false, note.process());
      note.write(directory);
    }
  }

  /** How the process ended, or nothing if it has not. */
  Optional<String> ended() {
    if (!hasProcess() || isAlive()) {
      return Optional.empty();
    }
    String cause = cause();
    child = null;
    if (released) {
      free();
      return Optional.of(cause);
    }
    if (killedFor == null) {
      state = State.WAITING;
      dueNs = clock.nanoTime() + pause.afterLife(clock.nanoTime() - startedNs);
    } else {
      pause.reset();
      keep();
    }
    return Optional.of(cause);
  }

  /** Our children tell when they end; for others the system has to be asked, so now and then. */
  private boolean isAlive() {
    if (child != null) {
      return child.isAlive();
    }
    return looks++ % LOOKS_PER_QUESTION != 0 || note.process().isAlive();
  }

  private String cause() {
    if (killedFor != null) {
      return killedFor;
    }
    if (child == null) {
      return "process is gone: pid=" + note.process().pid();
    }
    int exit = child.exitValue();
    if (exit > 128) {
      return Signals.text(exit - 128);
    }
    String last = log.lastLine();
    return "exit code " + exit + (last.isEmpty() ? ", it printed nothing" : ": " + last);
  }

  /** Nobody wants it any more; it has no process. */
  void free() {
    note = new ContainerNote(note.incarnation(), false, null);
    note.write(directory);
    pause.reset();
    released = false;
    state = State.FREE;
  }
}
