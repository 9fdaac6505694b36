package io.millrace.cluster.coordinator;

import io.millrace.cluster.scheduler.Scheduler;
import io.millrace.cluster.scheduler.SchedulerEvent;
import io.millrace.cluster.scheduler.WorkerSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Starts and replaces simulated workers. Outlives coordinators, as containers do. */
final class SimulatedScheduler implements Scheduler {
  private final Simulation world;
  private final TreeSet<String> kept = new TreeSet<>();
  private final Map<String, Long> startAt = new HashMap<>();
  private final List<SchedulerEvent> events = new ArrayList<>();
  private final TreeSet<String> avoided = new TreeSet<>();
  private int wanted;

  /** Whether containers that were released are not filled again before something else is wanted. */
  boolean avoids;

  SimulatedScheduler(Simulation world) {
    this.world = world;
  }

  @Override
  public void want(WorkerSpec spec, int count) {
    wanted = count;
    avoided.clear();
  }

  @Override
  public void release(String container) {
    kept.remove(container);
    avoided.add(container);
    end(container);
  }

  @Override
  public void restart(String container) {
    end(container);
  }

  private void end(String container) {
    if (world.isAlive(container)) {
      world.kill(container);
    } else {
      events.add(new SchedulerEvent.Ended(container, "there is no process"));
    }
  }

  /** A process is gone; it is seen now or later. */
  void onEnded(String name) {
    startAt.put(name, world.now + 50 + world.random.nextInt(500));
    events.add(new SchedulerEvent.Ended(name, "killed"));
  }

  /** A coordinator was lost; the next one hears of what runs. */
  void onCoordinatorLost() {
    events.clear();
    for (String name : kept) {
      events.add(
          world.isAlive(name)
              ? new SchedulerEvent.Started(name, world.hostOf(name))
              : new SchedulerEvent.Ended(name, "ended meanwhile"));
    }
  }

  void step() {
    for (int number = 1; kept.size() < wanted; number++) {
      if (!avoids || !avoided.contains("w" + number)) {
        kept.add("w" + number);
      }
    }
    for (String name : kept) {
      if (!world.isAlive(name) && startAt.getOrDefault(name, 0L) <= world.now) {
        world.start(name);
        events.add(new SchedulerEvent.Started(name, world.hostOf(name)));
      }
    }
  }

  @Override
  public List<SchedulerEvent> poll() {
    if (!events.isEmpty() && world.random.nextInt(3) > 0) {
      return List.of(); // it takes its time
    }
    List<SchedulerEvent> happened = List.copyOf(events);
    events.clear();
    return happened;
  }

  @Override
  public void close() {}
}
