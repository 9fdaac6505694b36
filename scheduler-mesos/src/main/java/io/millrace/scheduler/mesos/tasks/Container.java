package io.millrace.scheduler.mesos.tasks;

import io.millrace.cluster.scheduler.SchedulerEvent;
import io.millrace.scheduler.mesos.offers.Wish;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Call;

/**
 * One container: at most one task at a time whose word counts. Of others, of earlier lives, it is
 * only known that they are to be killed where they show up.
 *
 * <pre>
 * FREE        -> WAITING      a worker is wanted
 * WAITING     -> LAUNCHED     an offer was accepted
 * LAUNCHED    -> RUNNING      the agent says that it starts
 * RUNNING     -> UNREACHABLE  its agent is cut off: it may come back
 * UNREACHABLE -> RUNNING      it does
 * LAUNCHED, RUNNING -> ENDING it is killed
 * any of a task -> WAITING or FREE  the task is gone, or given up for unreachable
 * </pre>
 */
final class Container {
  /** What a container is doing. */
  enum State {
    /** Nobody wants it: no task, and none to come. */
    FREE,
    /** Without a task; it wants an offer when it is due. */
    WAITING,
    /** A task was asked for. */
    LAUNCHED,
    /** The task is or was starting or running, for all that is known. */
    RUNNING,
    /** Nobody knows how the task is. */
    UNREACHABLE,
    /** The task is being killed. */
    ENDING
  }

  /** A life that is shorter is a failed start. */
  static final long SHORT_LIFE_MS = 10_000;

  static final long FIRST_DELAY_MS = 250;
  static final long LONGEST_DELAY_MS = 30_000;

  /** So long a worker rather waits for the agent with its journals than to start elsewhere. */
  static final long HOME_MS = 30_000;

  /** After this without a word of a task it is asked about, then less and less often. */
  static final long FIRST_ASK_MS = 5_000;

  static final long LAST_ASK_MS = 60_000;

  private static final String GIVEN_UP =
      "given up: its agent cannot be reached; what may still run there is killed when it comes back";

  private final String name;
  private final Consumer<SchedulerEvent> events;
  private State state = State.FREE;
  private long incarnation;
  private String agent;
  private String host;
  private boolean released;
  private boolean started; // and told so
  private String killedFor;
  private long sinceMs;
  private long dueMs;
  private int shortLives;
  private boolean isAsked;
  private long askMs;
  private long askPauseMs;

  Container(String name, Consumer<SchedulerEvent> events) {
    this.name = name;
    this.events = events;
  }

  /** One of an earlier coordinator. Tells first of all that it was started. */
  static Container of(StoredContainer stored, Consumer<SchedulerEvent> events, long nowMs) {
    Container container = new Container(stored.name(), events);
    container.incarnation = stored.incarnation();
    container.agent = stored.agent();
    container.host = stored.host();
    container.released = !stored.kept();
    if (!stored.kept() && !stored.live()) {
      container.released = false;
      return container;
    }
    container.start();
    container.sinceMs = nowMs;
    container.state = State.RUNNING;
    if (!stored.live()) {
      container.end("ended while there was no coordinator to see how", nowMs);
    } else if (!stored.kept()) {
      container.kill("released", nowMs);
    } else {
      container.ask(nowMs);
    }
    return container;
  }

  StoredContainer stored() {
    return new StoredContainer(name, incarnation, agent, host, isWanted(), hasTask());
  }

  String name() {
    return name;
  }

  State state() {
    return state;
  }

  /** The id of the agent where its task is or was last, or null. */
  String agent() {
    return agent;
  }

  boolean isWanted() {
    return state != State.FREE && !released;
  }

  /** Whether there is a task whose end is still to be told. */
  boolean hasTask() {
    return state != State.FREE && state != State.WAITING;
  }

  TaskName task() {
    return new TaskName(name, incarnation);
  }

  private void start() {
    started = true;
    events.accept(new SchedulerEvent.Started(name, host == null ? "" : host));
  }

  /** A worker is wanted here, at once. */
  void keep(long nowMs) {
    if (state == State.FREE) {
      state = State.WAITING;
      sinceMs = nowMs;
      dueMs = nowMs;
    }
  }

  boolean isDue(long nowMs) {
    return state == State.WAITING && nowMs >= dueMs;
  }

  /** How long it has been waiting. */
  long waitingMs(long nowMs) {
    return state == State.WAITING ? nowMs - dueMs : 0;
  }

  Wish wish(long nowMs) {
    return new Wish(name, agent, agent != null && nowMs - dueMs < HOME_MS);
  }

  /** The next task is about to be launched there; its name is used up even if that fails. */
  TaskName launch(String onAgent, String onHost, long nowMs) {
    incarnation++;
    agent = onAgent;
    host = onHost;
    state = State.LAUNCHED;
    started = false;
    killedFor = null;
    sinceMs = nowMs;
    ask(nowMs + FIRST_ASK_MS);
    return task();
  }

  /** Asks about the task from then on, until there is an answer. */
  void ask(long fromMs) {
    isAsked = hasTask();
    askMs = fromMs;
    askPauseMs = FIRST_ASK_MS;
  }

  /** The question that is due about the task; it counts as asked. */
  Optional<Call.Reconcile.Task> question(long nowMs) {
    if (!isAsked || !hasTask() || nowMs < askMs) {
      return Optional.empty();
    }
    askMs = nowMs + askPauseMs;
    askPauseMs = Math.min(LAST_ASK_MS, 2 * askPauseMs);
    return Optional.of(Calls.question(task(), agent));
  }

  /** Whether the master is to be told (again) to kill the task, when it is asked about. */
  boolean isToBeKilled() {
    return state == State.ENDING;
  }

  /** Nobody wants it from now on; its task is ended. */
  void release(long nowMs) {
    released = true;
    if (state == State.WAITING) {
      free();
    }
    kill("released", nowMs);
  }

  /** Ends the task, whatever it does. One that cannot be reached is given up. */
  void kill(String reason, long nowMs) {
    if (state == State.UNREACHABLE) {
      giveUp(nowMs);
    } else if (hasTask() && state != State.ENDING) {
      killedFor = reason;
      state = State.ENDING;
      ask(nowMs);
    }
  }

  /**
   * Takes what is told of the task of this incarnation, or of a later one that only its agent
   * remembers.
   *
   * @return whether that task is to be killed: nobody counts on it any more
   */
  boolean onStatus(long of, TaskStatus status, long nowMs) {
    if (of > incarnation && !isGone(status)) {
      adopt(of, nowMs);
    }
    if (of != incarnation || !hasTask()) {
      return !isGone(status);
    }
    isAsked = false;
    if (status.hasAgentId()) {
      agent = status.getAgentId().getValue();
    }
    switch (status.getState()) {
      case TASK_STAGING -> askLater(nowMs);
      case TASK_STARTING, TASK_RUNNING -> onRunning(nowMs);
      case TASK_KILLING -> onKilling(status, nowMs);
      case TASK_UNREACHABLE -> onUnreachable(nowMs);
      default -> onGone(status, nowMs);
    }
    isAsked |= state == State.ENDING || state == State.UNREACHABLE; // again and again
    return false;
  }

  /** What this coordinator knows nothing of was launched by an earlier one. */
  private void adopt(long later, long nowMs) {
    if (hasTask()) {
      end("a later task of it runs: " + new TaskName(name, later), nowMs);
    }
    incarnation = later;
    started = false;
    killedFor = null;
    sinceMs = nowMs;
    state = State.LAUNCHED;
    if (released) {
      kill("released", nowMs);
    }
  }

  /** Sent to an agent that fetches, perhaps for long. */
  private void askLater(long nowMs) {
    isAsked = true;
    askMs = Math.max(askMs, nowMs + LAST_ASK_MS);
  }

  private void onRunning(long nowMs) {
    if (!started) {
      sinceMs = nowMs;
      start();
    }
    if (state != State.ENDING) {
      state = State.RUNNING;
    }
  }

  private void onKilling(TaskStatus status, long nowMs) {
    if (state != State.ENDING) {
      kill(TaskCause.of(status), nowMs);
    }
  }

  private void onUnreachable(long nowMs) {
    if (state == State.ENDING) {
      giveUp(nowMs);
    } else {
      state = State.UNREACHABLE;
    }
  }

  private void giveUp(long nowMs) {
    end(GIVEN_UP, nowMs);
    agent = null; // nobody waits for it
  }

  private void onGone(TaskStatus status, long nowMs) {
    end(killedFor != null ? killedFor : TaskCause.of(status), nowMs);
    boolean isAgentGone =
        switch (status.getReason()) {
          case REASON_AGENT_REMOVED, REASON_AGENT_REMOVED_BY_OPERATOR, REASON_AGENT_DRAINING ->
              true;
          default -> status.getState() == TaskState.TASK_GONE_BY_OPERATOR;
        };
    if (isAgentGone) {
      agent = null;
    }
  }

  static boolean isGone(TaskStatus status) {
    return switch (status.getState()) {
      case TASK_STAGING, TASK_STARTING, TASK_RUNNING, TASK_KILLING, TASK_UNREACHABLE -> false;
      default -> true;
    };
  }

  /** The task is gone, or nobody counts on it any more. */
  void end(String cause, long nowMs) {
    boolean isFailedStart = killedFor == null && (!started || nowMs - sinceMs < SHORT_LIFE_MS);
    events.accept(
        started || released || killedFor != null
            ? new SchedulerEvent.Ended(name, cause)
            : new SchedulerEvent.Refused(name, cause));
    started = false;
    killedFor = null;
    isAsked = false;
    if (released) {
      free();
      return;
    }
    shortLives = isFailedStart ? shortLives + 1 : 0;
    state = State.WAITING;
    dueMs =
        nowMs
            + (shortLives < 1
                ? 0
                : Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS << Math.min(shortLives - 1, 10)));
  }

  /** Nobody wants it any more; it has no task. */
  void free() {
    state = State.FREE;
    shortLives = 0;
    released = false;
  }
}
