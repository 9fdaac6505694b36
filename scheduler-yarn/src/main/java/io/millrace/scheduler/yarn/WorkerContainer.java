package io.millrace.scheduler.yarn;

import io.millrace.cluster.scheduler.RestartPause;

/** One worker, and the container that it has or is to have. */
final class WorkerContainer {
  /** What it is doing. */
  enum State {
    /** Nobody wants it: no container, and none to come. */
    FREE,
    /** Without a container; one is asked for when it is due. */
    WAITING,
    /** A container is asked for. */
    ASKED,
    /** It has a container; its process is being started. */
    STARTING,
    /** Its process was started. */
    RUNNING,
    /** Its container is given back and not gone yet. */
    ENDING
  }

  private final RestartPause pause = new RestartPause();

  final String name;
  State state = State.FREE;
  ContainerNote note;

  /** Why its container is given back; null if it is not. */
  String endedFor;

  /** Whether it is not to be filled again. */
  boolean released;

  /** Whether its node was lost, so that it is to be elsewhere. */
  boolean nodeLost;

  private long startedNs;
  private long dueNs;

  WorkerContainer(String name, ContainerNote note) {
    this.name = name;
    this.note = note;
  }

  boolean isWanted() {
    return state != State.FREE && !released;
  }

  boolean hasGrant() {
    return state == State.STARTING || state == State.RUNNING || state == State.ENDING;
  }

  boolean has(String grant) {
    return hasGrant() && note.grant() != null && note.grant().id().equals(grant);
  }

  boolean isDue(long nowNs) {
    return state == State.WAITING && nowNs - dueNs >= 0;
  }

  void started(long nowNs) {
    startedNs = nowNs;
    state = State.RUNNING;
  }

  /** A container is wanted at once. */
  void waitFor(long nowNs) {
    dueNs = nowNs;
    state = State.WAITING;
    endedFor = null;
  }

  /** It has ended by itself, or could not be started: later and later if that goes on. */
  void waitLonger(long nowNs, boolean wasStarted) {
    waitFor(nowNs + (wasStarted ? pause.afterLife(nowNs - startedNs) : pause.afterFailure()));
  }

  void free() {
    state = State.FREE;
    released = false;
    endedFor = null;
    pause.reset();
  }
}
