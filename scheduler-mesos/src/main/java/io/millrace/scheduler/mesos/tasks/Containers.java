package io.millrace.scheduler.mesos.tasks;

import io.millrace.cluster.scheduler.SchedulerEvent;
import io.millrace.scheduler.mesos.offers.Wish;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.scheduler.Protos.Call;

/** All containers of a cluster, {@code w1}, {@code w2} and so on, and how many are wanted. */
public final class Containers {
  private static final Comparator<String> BY_NUMBER =
      Comparator.comparing(String::length).thenComparing(Comparator.naturalOrder());

  private final Map<String, Container> byName = new TreeMap<>(BY_NUMBER);

  /** Those are not filled again before something else is wanted, however soon they are free. */
  private final Set<String> released = new HashSet<>();

  private final List<SchedulerEvent> events = new ArrayList<>();
  private int wanted = -1;

  /** Those of an earlier coordinator. */
  public Containers(List<StoredContainer> stored, long nowMs) {
    stored.forEach(one -> byName.put(one.name(), Container.of(one, events::add, nowMs)));
  }

  /** What a later coordinator has to know. */
  public List<StoredContainer> stored() {
    return byName.values().stream().map(Container::stored).toList();
  }

  /** What has happened since the last call, in order. */
  public List<SchedulerEvent> drainEvents() {
    List<SchedulerEvent> happened = List.copyOf(events);
    events.clear();
    return happened;
  }

  private Container container(String name) {
    return byName.computeIfAbsent(name, n -> new Container(n, events::add));
  }

  private Stream<Container> all() {
    return byName.values().stream();
  }

  /** From now on so many are wanted, see {@link io.millrace.cluster.scheduler.Scheduler#want}. */
  public void want(int count) {
    wanted = count;
    released.clear();
  }

  /** This one is among those that are wanted. */
  public void keep(String name, long nowMs) {
    if (TaskName.isWorker(name)) {
      container(name).keep(nowMs);
    } else {
      refuse(name, "no container has such a name here");
    }
  }

  /** Tells that a container cannot be had, as things are. */
  public void refuse(String name, String cause) {
    events.add(new SchedulerEvent.Refused(name, cause));
  }

  /** Ends a container and does not fill it again. */
  public void release(String name, long nowMs) {
    released.add(name);
    Container container = byName.get(name);
    boolean hasTask = container != null && container.hasTask();
    if (container != null) {
      container.release(nowMs);
    }
    tellIfEmpty(name, hasTask);
  }

  /** Ends the task in a container; another one follows. */
  public void restart(String name, long nowMs) {
    Container container = byName.get(name);
    boolean hasTask = container != null && container.hasTask();
    if (container != null) {
      container.kill("silent, so it was killed", nowMs);
    }
    tellIfEmpty(name, hasTask);
  }

  private void tellIfEmpty(String name, boolean hasTask) {
    if (!hasTask) {
      events.add(new SchedulerEvent.Ended(name, "there is no task"));
    }
  }

  /** Makes as many containers wait for a task as are wanted and have none. */
  public void fillUp(long nowMs) {
    if (wanted == 0) {
      all().filter(one -> one.state() == Container.State.WAITING).forEach(Container::free);
    }
    for (int number = 1; all().filter(Container::isWanted).count() < wanted; number++) {
      Container container = container("w" + number);
      if (!released.contains(container.name())) {
        container.keep(nowMs);
      }
    }
  }

  /** Whether a container waits for a task or soon will. */
  public boolean isAnyWaiting() {
    return wanted > 0 && waiting().findAny().isPresent();
  }

  private Stream<Container> waiting() {
    return all().filter(one -> one.state() == Container.State.WAITING);
  }

  /** Those that have waited for an offer for so long. */
  public List<String> waitingLongerThan(long ms, long nowMs) {
    return waiting().filter(one -> one.waitingMs(nowMs) >= ms).map(Container::name).toList();
  }

  /** The tasks that are to be launched now; none before something is wanted. */
  public List<Wish> wishes(long nowMs) {
    return wanted <= 0
        ? List.of()
        : all().filter(one -> one.isDue(nowMs)).map(one -> one.wish(nowMs)).toList();
  }

  /** How many workers there are on an agent, by its id. */
  public Map<String, Integer> load() {
    Map<String, Integer> load = new HashMap<>();
    all()
        .filter(one -> one.hasTask() && one.agent() != null)
        .forEach(one -> load.merge(one.agent(), 1, Integer::sum));
    return load;
  }

  /** A task is about to be launched in a container that has wished for it. */
  public TaskName launch(String name, String agent, String host, long nowMs) {
    return container(name).launch(agent, host, nowMs);
  }

  /** The launch did not take place: nobody has heard of that task. */
  public void cancelLaunch(String name, String cause, long nowMs) {
    container(name).end(cause, nowMs);
  }

  /** All tasks are asked about: what was told of them may have been missed. */
  public void askAll(long nowMs) {
    all().forEach(container -> container.ask(nowMs));
  }

  /** All tasks are gone. */
  public void endAll(String cause, long nowMs) {
    all().filter(Container::hasTask).forEach(container -> container.end(cause, nowMs));
  }

  /**
   * Takes what is told of a task.
   *
   * @return a call that kills it, if nobody counts on it any more
   */
  public Optional<Call.Builder> onStatus(TaskStatus status, long nowMs) {
    Optional<TaskName> task = TaskName.parse(status.getTaskId());
    if (task.isEmpty()) {
      return Optional.empty();
    }
    Container known = byName.get(task.get().worker());
    if (known == null && Container.isGone(status)) {
      return Optional.empty();
    }
    boolean isToBeKilled =
        container(task.get().worker()).onStatus(task.get().incarnation(), status, nowMs);
    return isToBeKilled
        ? Optional.of(
            Calls.kill(task.get(), status.hasAgentId() ? status.getAgentId().getValue() : null))
        : Optional.empty();
  }

  /** Calls that are due: tasks that are to be killed, and questions about tasks. */
  public List<Call.Builder> calls(long nowMs) {
    List<Call.Builder> calls = new ArrayList<>();
    List<Call.Reconcile.Task> questions = new ArrayList<>();
    for (Container container : byName.values()) {
      Optional<Call.Reconcile.Task> question = container.question(nowMs);
      if (question.isPresent() && container.isToBeKilled()) {
        calls.add(Calls.kill(container.task(), container.agent()));
      }
      question.ifPresent(questions::add);
    }
    if (!questions.isEmpty()) {
      calls.add(Calls.reconcile(questions));
    }
    return calls;
  }
}
