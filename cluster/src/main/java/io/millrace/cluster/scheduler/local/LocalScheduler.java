package io.millrace.cluster.scheduler.local;

import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.cluster.directory.ThisMachine;
import io.millrace.cluster.scheduler.Scheduler;
import io.millrace.cluster.scheduler.SchedulerEvent;
import io.millrace.cluster.scheduler.WorkerSpec;
import io.millrace.runtime.Clock;
import io.millrace.runtime.SystemClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Containers {@code w1}, {@code w2} and so on that are processes on this machine. A process that
 * ends is followed by another in the same directory with a higher incarnation: at once, or later
 * and later if it ends soon after its start again and again. Processes that an earlier coordinator
 * started, and that still run, are gone on with.
 */
public final class LocalScheduler implements Scheduler {
  private static final String PREFIX = "w";
  private static final String NAMES = PREFIX + "[1-9][0-9]{0,5}";

  private final ClusterDirectory directory;
  private final WorkerCommandLine lines;
  private final Clock clock;
  private final String host = ThisMachine.name();
  private final Map<Integer, Container> containers = new TreeMap<>();

  /** Those are not filled again before something else is wanted, however soon they are free. */
  private final Set<String> released = new HashSet<>();

  private final List<SchedulerEvent> events = new ArrayList<>();
  private WorkerSpec spec;
  private int wanted = -1;

  /**
   * Finds out what an earlier coordinator left running. Nothing is started before {@link #want}.
   */
  public LocalScheduler(ClusterDirectory directory, WorkerCommand command, Clock clock) {
    this.directory = directory;
    this.lines = new WorkerCommandLine(command, directory.place());
    this.clock = clock;
    known().forEach(number -> adopt(container(number)));
  }

  /**
   * Ends all processes of a cluster that has no coordinator, without mercy; the next coordinator
   * starts them again.
   *
   * @return the names of those that there were
   */
  public static List<String> killAll(ClusterDirectory directory) {
    List<Container> running = runningContainers(directory);
    running.forEach(container -> container.kill("killed by hand"));
    return running.stream().map(Container::name).toList();
  }

  /** The names of a cluster's processes that run, whether it has a coordinator or not. */
  public static List<String> running(ClusterDirectory directory) {
    return runningContainers(directory).stream().map(Container::name).toList();
  }

  private static List<Container> runningContainers(ClusterDirectory directory) {
    return new LocalScheduler(directory, WorkerCommand.ofThisProcess(), new SystemClock())
        .containers.values().stream()
            .filter(container -> container.state() == Container.State.RUNNING)
            .toList();
  }

  /** Numbers of the containers that have a directory. */
  private List<Integer> known() {
    if (!Files.isDirectory(directory.workers())) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory.workers())) {
      return entries
          .filter(entry -> Files.exists(entry.resolve(ContainerNote.FILE)))
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.matches(NAMES))
          .map(name -> Integer.valueOf(name.substring(PREFIX.length())))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Container container(int number) {
    String name = PREFIX + number;
    return containers.computeIfAbsent(
        number, n -> new Container(name, directory.worker(name), directory.log(name), clock));
  }

  private void adopt(Container container) {
    if (!container.isKept()) {
      return;
    }
    events.add(new SchedulerEvent.Started(container.name(), host));
    if (!container.adopt(lines)) {
      events.add(
          new SchedulerEvent.Ended(
              container.name(), "ended while there was no coordinator to see how"));
    }
  }

  @Override
  public void want(WorkerSpec spec, int count) {
    this.spec = spec;
    wanted = count;
    released.clear();
  }

  @Override
  public void keep(String name) {
    if (!name.matches(NAMES)) {
      events.add(new SchedulerEvent.Refused(name, "no container has such a name here"));
      return;
    }
    Container container = container(Integer.parseInt(name.substring(PREFIX.length())));
    if (container.state() == Container.State.FREE) {
      container.keep();
    }
  }

  @Override
  public void release(String name) {
    released.add(name);
    find(name).ifPresent(Container::release);
    tellIfEmpty(name);
  }

  @Override
  public void restart(String name) {
    find(name).ifPresent(container -> container.kill("silent, so it was killed"));
    tellIfEmpty(name);
  }

  private void tellIfEmpty(String name) {
    if (find(name).filter(Container::hasProcess).isEmpty()) {
      events.add(new SchedulerEvent.Ended(name, "there is no process"));
    }
  }

  private Optional<Container> find(String name) {
    return containers.values().stream().filter(known -> known.name().equals(name)).findFirst();
  }

  @Override
  public List<SchedulerEvent> poll() {
    for (Container container : containers.values()) {
      container
          .ended()
          .ifPresent(cause -> events.add(new SchedulerEvent.Ended(container.name(), cause)));
    }
    if (wanted == 0) {
      giveUp();
    }
    if (wanted >= 0) {
      fillUp();
      containers.values().stream().filter(Container::isDue).forEach(this::start);
    }
    List<SchedulerEvent> happened = List.copyOf(events);
    events.clear();
    return happened;
  }

  private long count() {
    return containers.values().stream().filter(Container::isWanted).count();
  }

  /** Containers without a process are not filled again. */
  private void giveUp() {
    containers.values().stream()
        .filter(container -> container.state() == Container.State.WAITING)
        .forEach(Container::free);
  }

  private void fillUp() {
    for (int number = 1; count() < wanted; number++) {
      Container container = container(number);
      if (container.state() == Container.State.FREE && !released.contains(container.name())) {
        container.keep();
      }
    }
  }

  private void start(Container container) {
    try {
      container.start(lines, spec);
      events.add(new SchedulerEvent.Started(container.name(), host));
    } catch (IOException | UncheckedIOException e) {
      container.delay();
      events.add(new SchedulerEvent.Refused(container.name(), "process cannot be started: " + e));
    }
  }

  @Override
  public void close() {
    // processes need nothing of ours
  }
}
