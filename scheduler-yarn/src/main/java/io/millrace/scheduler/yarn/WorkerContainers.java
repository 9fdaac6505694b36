package io.millrace.scheduler.yarn;

import io.millrace.cluster.scheduler.SchedulerEvent;
import io.millrace.cluster.scheduler.WorkerSpec;
import io.millrace.runtime.Clock;
import io.millrace.scheduler.yarn.WorkerContainer.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which container is which worker's: decides what to ask YARN for, by what is wanted and what YARN
 * says. One thread. Workers are {@code w1}, {@code w2} and so on; what is kept of each is written
 * before its process is started.
 */
final class WorkerContainers {
  private static final String PREFIX = "w";
  private static final String NAMES = PREFIX + "[1-9][0-9]{0,5}";

  private final ContainerRequests requests;
  private final ContainerNotes notes;
  private final Clock clock;
  private final Map<Integer, WorkerContainer> workers = new TreeMap<>();

  /** Those are not filled again before something else is wanted, however soon they are free. */
  private final Set<String> released = new HashSet<>();

  private final List<SchedulerEvent> events = new ArrayList<>();
  private WorkerSpec spec;
  private int wanted = -1;

  /**
   * Goes on with what a former attempt left.
   *
   * @param left containers that it had; those that are no worker's are given back
   */
  WorkerContainers(
      ContainerRequests requests, ContainerNotes notes, Clock clock, Collection<Grant> left) {
    this.requests = requests;
    this.notes = notes;
    this.clock = clock;
    Map<String, Grant> unclaimed = new HashMap<>();
    left.forEach(grant -> unclaimed.put(grant.id(), grant));
    notes
        .all()
        .forEach(
            (name, note) -> {
              if (name.matches(NAMES)) {
                adopt(name, note, unclaimed);
              }
            });
    unclaimed.values().forEach(requests::giveBack);
  }

  private void adopt(String name, ContainerNote note, Map<String, Grant> unclaimed) {
    WorkerContainer worker = new WorkerContainer(name, note);
    workers.put(number(name), worker);
    if (!note.kept()) {
      return;
    }
    String host = note.host() == null ? "" : note.host();
    events.add(new SchedulerEvent.Started(name, host));
    if (note.grant() != null && unclaimed.remove(note.grant().id()) != null) {
      worker.started(clock.nanoTime());
    } else {
      worker.waitFor(clock.nanoTime());
      events.add(new SchedulerEvent.Ended(name, "ended while there was no coordinator to see how"));
    }
  }

  private static int number(String name) {
    return Integer.parseInt(name.substring(PREFIX.length()));
  }

  private WorkerContainer worker(int number) {
    return workers.computeIfAbsent(
        number, n -> new WorkerContainer(PREFIX + n, ContainerNote.none()));
  }

  // ------------------------------------------------------------------ what is wanted

  /** See {@link io.millrace.cluster.scheduler.Scheduler#want}. */
  void want(WorkerSpec what, int count) {
    spec = what;
    wanted = count;
    released.clear();
  }

  /** See {@link io.millrace.cluster.scheduler.Scheduler#keep}. */
  void keep(String name) {
    if (!name.matches(NAMES)) {
      events.add(new SchedulerEvent.Refused(name, "no container has such a name here"));
      return;
    }
    WorkerContainer worker = worker(number(name));
    if (worker.state == State.FREE) {
      worker.waitFor(clock.nanoTime());
    }
  }

  /** See {@link io.millrace.cluster.scheduler.Scheduler#release}. */
  void release(String name) {
    released.add(name);
    WorkerContainer worker = name.matches(NAMES) ? workers.get(number(name)) : null;
    if (worker != null && worker.hasGrant()) {
      worker.released = true;
      keepNote(worker, new ContainerNote(worker.note.incarnation(), false, worker.note.grant()));
      giveBack(worker, "released");
      return;
    }
    if (worker != null) {
      letGo(worker);
    }
    events.add(new SchedulerEvent.Ended(name, "there is no process"));
  }

  /** See {@link io.millrace.cluster.scheduler.Scheduler#restart}. */
  void restart(String name) {
    WorkerContainer worker = name.matches(NAMES) ? workers.get(number(name)) : null;
    if (worker != null && worker.hasGrant()) {
      giveBack(worker, "silent, so it was killed");
    } else {
      events.add(new SchedulerEvent.Ended(name, "there is no process"));
    }
  }

  private void giveBack(WorkerContainer worker, String why) {
    if (worker.state != State.ENDING) {
      worker.endedFor = why;
      worker.state = State.ENDING;
      requests.giveBack(worker.note.grant());
    }
  }

  /** One that has no container is not to get one. */
  private void letGo(WorkerContainer worker) {
    if (worker.state == State.ASKED) {
      requests.withdraw(number(worker.name));
    }
    if (worker.state != State.FREE) {
      keepNote(worker, new ContainerNote(worker.note.incarnation(), false, worker.note.grant()));
      worker.free();
    }
  }

  /** What has happened since the last call, in order. */
  List<SchedulerEvent> takeEvents() {
    List<SchedulerEvent> happened = List.copyOf(events);
    events.clear();
    return happened;
  }

  /** Whether something is on its way, so that YARN is to be asked often. */
  boolean isBusy() {
    return workers.values().stream()
        .anyMatch(
            one ->
                one.state == State.ASKED
                    || one.state == State.STARTING
                    || one.state == State.ENDING);
  }

  /** Whether the cluster was told to end. */
  boolean isGivenUp() {
    return wanted == 0;
  }

  /** Asks for what is missing. */
  void turn() {
    if (wanted < 0) {
      return;
    }
    if (wanted == 0) {
      workers.values().stream()
          .filter(one -> one.state == State.WAITING || one.state == State.ASKED)
          .forEach(this::letGo);
    }
    fillUp();
    long nowNs = clock.nanoTime();
    workers.forEach(
        (number, worker) -> {
          if (worker.isDue(nowNs)) {
            worker.state = State.ASKED;
            requests.ask(number, spec, worker.nodeLost ? null : worker.note.host());
          }
        });
  }

  private void fillUp() {
    for (int number = 1; count() < wanted; number++) {
      WorkerContainer worker = worker(number);
      if (worker.state == State.FREE && !released.contains(worker.name)) {
        worker.waitFor(clock.nanoTime());
      }
    }
  }

  private long count() {
    return workers.values().stream().filter(WorkerContainer::isWanted).count();
  }

  // ------------------------------------------------------------------ what YARN says

  /** There is a container for the worker of this number. */
  void onGranted(int number, Grant grant) {
    WorkerContainer worker = workers.get(number);
    if (worker == null || worker.state != State.ASKED) {
      requests.giveBack(grant);
      return;
    }
    requests.withdraw(number);
    ContainerNote note = new ContainerNote(worker.note.incarnation() + 1, true, grant);
    if (!keepNote(worker, note)) {
      requests.giveBack(grant);
      worker.waitLonger(clock.nanoTime(), false);
      return;
    }
    worker.nodeLost = false;
    worker.state = State.STARTING;
    requests.start(number, grant, note.incarnation(), spec);
  }

  /** A note of who may run: what is not written is not done. */
  private boolean keepNote(WorkerContainer worker, ContainerNote note) {
    worker.note = note;
    try {
      notes.write(worker.name, note);
      return true;
    } catch (RuntimeException e) {
      events.add(
          new SchedulerEvent.Refused(worker.name, "its note cannot be kept: " + e.getMessage()));
      return false;
    }
  }

  /** The process of a worker was started. */
  void onStarted(int number, Grant grant) {
    WorkerContainer worker = workers.get(number);
    if (worker.has(grant.id()) && worker.state == State.STARTING) {
      worker.started(clock.nanoTime());
      events.add(new SchedulerEvent.Started(worker.name, grant.host()));
    }
  }

  /** The process of a worker could not be started. */
  void onNotStarted(int number, Grant grant, String cause) {
    WorkerContainer worker = workers.get(number);
    requests.giveBack(grant);
    if (worker.has(grant.id()) && worker.state == State.STARTING) {
      worker.nodeLost = true; // another one may do better
      events.add(new SchedulerEvent.Refused(worker.name, "process cannot be started: " + cause));
      worker.waitLonger(clock.nanoTime(), false);
    }
  }

  /** A container has ended. */
  void onCompleted(String grant, int exit, String diagnostics) {
    for (WorkerContainer worker : workers.values()) {
      if (worker.has(grant)) {
        boolean started = worker.state != State.STARTING;
        boolean asked = worker.endedFor != null;
        events.add(
            new SchedulerEvent.Ended(
                worker.name, asked ? worker.endedFor : ExitCause.text(exit, diagnostics)));
        worker.nodeLost = !asked && exit == ExitCause.NODE_LOST;
        if (worker.released) {
          worker.free();
        } else if (asked || worker.nodeLost) {
          worker.waitFor(clock.nanoTime());
        } else {
          worker.waitLonger(clock.nanoTime(), started);
        }
        return;
      }
    }
  }
}
