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
final class SimulatedScheduler {
  private final Simulation world;

  /** Whether containers that were released are not filled again before something else is wanted. */
  private final boolean avoids;

  private final TreeSet<String> kept = new TreeSet<>();
  private final TreeSet<String> avoided = new TreeSet<>();
  private final Map<String, Long> startAt = new HashMap<>();
  private List<SchedulerEvent> events = new ArrayList<>();
  private int wanted;

  SimulatedScheduler(Simulation world, boolean avoids) {
    this.world = world;
    this.avoids = avoids;
  }

  /** For the next coordinator: it hears of what there is, earlier ones are not listened to. */
  Scheduler connect() {
    events = new ArrayList<>();
    for (String name : kept) {
      events.add(new SchedulerEvent.Started(name, world.hostOf(name)));
      if (!world.isAlive(name)) {
        events.add(new SchedulerEvent.Ended(name, "ended meanwhile"));
      }
    }
    return new Connection(events);
  }

  /** A process is gone; it is seen now or later. */
  void onEnded(String name) {
    startAt.put(name, world.now + 50 + world.random.nextInt(500));
    events.add(new SchedulerEvent.Ended(name, "killed"));
  }

  void step() {
    if (wanted == 0) {
      kept.removeIf(name -> !world.isAlive(name));
    }
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

  private void end(String container) {
    if (world.isAlive(container)) {
      world.kill(container);
    } else {
      events.add(new SchedulerEvent.Ended(container, "there is no process"));
    }
  }

  private final class Connection implements Scheduler {
    private final List<SchedulerEvent> mine;
    private boolean first = true;

    Connection(List<SchedulerEvent> mine) {
      this.mine = mine;
    }

    private boolean isHeard() {
      return mine == events;
    }

    @Override
    public void want(WorkerSpec spec, int count) {
      if (isHeard()) {
        wanted = count;
        avoided.clear();
      }
    }

    @Override
    public void keep(String container) {
      if (isHeard()) {
        kept.add(container);
      }
    }

    @Override
    public void release(String container) {
      if (isHeard()) {
        kept.remove(container);
        avoided.add(container);
        end(container);
      }
    }

    @Override
    public void restart(String container) {
      if (isHeard()) {
        end(container);
      }
    }

    @Override
    public List<SchedulerEvent> poll() {
      if (!first && !mine.isEmpty() && world.random.nextInt(3) > 0) {
        return List.of(); // it takes its time
      }
      first = false;
      List<SchedulerEvent> happened = List.copyOf(mine);
      mine.clear();
      return happened;
    }

    @Override
    public void close() {}
  }
}
