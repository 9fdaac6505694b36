package io.millrace.scheduler.mesos.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cluster.scheduler.SchedulerEvent;
import io.millrace.cluster.scheduler.SchedulerEvent.Ended;
import io.millrace.cluster.scheduler.SchedulerEvent.Started;
import io.millrace.scheduler.mesos.simulated.SimulatedAgent.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A scheduler, a master and agents to whom anything happens, from one seed. Whatever it was: in the
 * end as many workers run as are wanted, each once, and no task was launched under a name that was
 * there before.
 */
class MesosSimulationTest {
  private static final int SEEDS = Integer.getInteger("millrace.mesos.seeds", 400);
  private static final int DEEDS = 60;

  private final SimulatedCluster cluster = new SimulatedCluster();
  private final Map<String, Boolean> told = new HashMap<>();
  private Random random;
  private int wanted;

  @Test
  void shouldHaveAllWorkersOnceInTheEndWhateverHappens() {
    for (int seed = 0; seed < SEEDS; seed++) {
      try {
        new MesosSimulationTest().run(new Random(seed));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  private void run(Random from) {
    random = from;
    for (int i = 0; i < 3; i++) {
      cluster.mesos.addAgent("a" + i, 4, 4000);
    }
    begin(3);
    for (int i = 0; i < DEEDS; i++) {
      happen();
      for (int turns = random.nextInt(4); turns >= 0; turns--) {
        turn();
      }
    }
    calmDown();
    assertThat(cluster.mesos.faults).isEmpty();
    List<String> workers =
        cluster.mesos.running().stream().map(id -> id.substring(0, id.indexOf('.'))).toList();
    assertThat(workers).doesNotHaveDuplicates().hasSize(wanted);
    assertThat(told.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey))
        .containsExactlyInAnyOrderElementsOf(workers);
    assertThat(cluster.mesos.agents.values())
        .allSatisfy(
            agent ->
                assertThat(agent.tasks.values())
                    .allMatch(task -> task.isLive() && task.unacknowledged.isEmpty()));
  }

  private void begin(int count) {
    wanted = count;
    told.clear();
    cluster.start();
    cluster.scheduler.want(SimulatedCluster.SPEC, wanted);
  }

  private void turn() {
    cluster.nowMs += random.nextInt(3000);
    cluster.events.addAll(cluster.scheduler.poll());
    cluster.link.deliver(random.nextInt(4));
    if (random.nextInt(3) > 0) {
      cluster.mesos.heartbeat();
      cluster.mesos.forgetFilters();
      cluster.mesos.work();
    }
    check(cluster.drain());
  }

  /** Of each container it is told in turns that it has a process and that it has none. */
  private void check(List<SchedulerEvent> events) {
    for (SchedulerEvent event : events) {
      String name = event.container();
      boolean isUp = told.getOrDefault(name, false);
      if (event instanceof Started) {
        assertThat(isUp).as("started twice: " + name).isFalse();
        told.put(name, true);
      } else if (event instanceof Ended) {
        told.put(name, false);
      }
    }
  }

  private void happen() {
    List<String> running = cluster.mesos.running();
    List<String> agents = new ArrayList<>(cluster.mesos.agents.keySet());
    String agent = agents.get(random.nextInt(agents.size()));
    Standing standing = cluster.mesos.agents.get(agent).standing;
    switch (random.nextInt(15)) {
      case 0 -> cluster.mesos.breakStream();
      case 1 -> {
        cluster.link.masterIsDown = random.nextBoolean();
        cluster.mesos.restartMaster();
      }
      case 2, 3 -> cluster.link.masterIsDown = false;
      case 4 -> {
        if (!running.isEmpty()) {
          cluster.mesos.fail(running.get(random.nextInt(running.size())), "exit 1");
        }
      }
      case 5 -> {
        if (standing == Standing.REGISTERED) {
          cluster.mesos.cutOff(agent);
        }
      }
      case 6 -> {
        if (standing == Standing.CUT_OFF) {
          cluster.mesos.noticeUnreachable(agent);
        }
      }
      case 7, 8, 9 -> {
        if (!cluster.link.masterIsDown) {
          cluster.mesos.comeBack(agent);
        }
      }
      case 10 -> cluster.scheduler.restart("w" + (1 + random.nextInt(4)));
      case 11 -> {
        cluster.die();
        begin(wanted);
      }
      case 12 -> {
        wanted = 1 + random.nextInt(4);
        cluster.scheduler.want(SimulatedCluster.SPEC, wanted);
        releaseSurplus();
      }
      case 13 -> {
        if (standing == Standing.REGISTERED) { // if nobody is subscribed, nobody hears of it
          cluster.mesos.markGone(agent);
        }
      }
      default -> cluster.isDiskFull = random.nextInt(3) == 0;
    }
  }

  /** As a coordinator does: it lets go of those that it knows and does not want. */
  private void releaseSurplus() {
    List<String> up =
        new ArrayList<>(
            told.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).toList());
    while (up.size() > wanted) {
      cluster.scheduler.release(up.remove(up.size() - 1));
    }
  }

  private void calmDown() {
    cluster.isDiskFull = false;
    cluster.link.masterIsDown = false;
    for (int i = 0; i < 60; i++) {
      cluster.mesos.agents.values().stream()
          .filter(agent -> agent.standing != Standing.REGISTERED)
          .forEach(agent -> cluster.mesos.comeBack(agent.id.getValue()));
      cluster.pass(10_000);
      check(cluster.drain());
      releaseSurplus();
    }
  }
}
