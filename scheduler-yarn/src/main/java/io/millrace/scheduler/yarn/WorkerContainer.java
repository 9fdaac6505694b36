package io.millrace.scheduler.yarn;

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

  private static final long SHORT_LIFE_NS = 10_000_000_000L;
  private static final long FIRST_DELAY_NS = 250_000_000L;
  private static final long LONGEST_DELAY_NS = 30_000_000_000L;

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
  private int shortLives;

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
    boolean isShort = !wasStarted || nowNs - startedNs < SHORT_LIFE_NS;
    shortLives = isShort ? shortLives + 1 : 0;
    waitFor(nowNs + delayNs());
  }

  private long delayNs() {
    return shortLives <= 1
        ? 0
        : Math.min(LONGEST_DELAY_NS, FIRST_DELAY_NS << Math.min(shortLives - 2, 10));
  }

  void free() {
    state = State.FREE;
    released = false;
    endedFor = null;
    shortLives = 0;
  }
}
