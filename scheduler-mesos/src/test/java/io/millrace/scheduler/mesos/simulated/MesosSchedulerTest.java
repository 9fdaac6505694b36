package io.millrace.scheduler.mesos.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cluster.scheduler.SchedulerEvent;
import io.millrace.cluster.scheduler.SchedulerEvent.Ended;
import io.millrace.cluster.scheduler.SchedulerEvent.Refused;
import io.millrace.cluster.scheduler.SchedulerEvent.Started;
import io.millrace.cluster.scheduler.WorkerSpec;
import io.millrace.scheduler.mesos.offers.Constraint;
import java.util.List;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MesosSchedulerTest {
  private SimulatedCluster cluster;

  @AfterEach
  void checkThatTheMasterHadNothingToComplainAbout() {
    assertThat(cluster.mesos.faults).isEmpty();
  }

  private void running(int workers) {
    cluster = SimulatedCluster.running(workers);
    assertThat(cluster.mesos.running()).hasSize(workers);
    cluster.drain();
  }

  private String agentOf(String task) {
    return cluster.mesos.agents.values().stream()
        .filter(agent -> agent.tasks.containsKey(task))
        .map(agent -> agent.id.getValue())
        .findFirst()
        .orElse("none");
  }

  private TaskInfo info(String task) {
    return cluster.mesos.agents.get(agentOf(task)).tasks.get(task).info;
  }

  private static List<SchedulerEvent> of(String container, List<SchedulerEvent> events) {
    return events.stream().filter(event -> event.container().equals(container)).toList();
  }

  @Test
  void shouldStartAsManyAsAreWantedOnDifferentAgents() {
    cluster = SimulatedCluster.running(2);
    assertThat(cluster.mesos.running()).containsExactlyInAnyOrder("w1.1", "w2.1");
    assertThat(agentOf("w1.1")).isNotEqualTo(agentOf("w2.1"));
    assertThat(cluster.drain())
        .containsExactlyInAnyOrder(
            new Started("w1", "host-" + agentOf("w1.1")),
            new Started("w2", "host-" + agentOf("w2.1")));
  }

  @Test
  void shouldTellAgentsAllThatATaskNeeds() {
    running(1);
    TaskInfo task = info("w1.1");
    assertThat(task.getName()).isEqualTo("w1");
    assertThat(task.getCommand().getShell()).isFalse();
    assertThat(task.getCommand().getValue()).isEqualTo("worker");
    assertThat(task.getCommand().getArgumentsList()).containsExactly("worker", "w1", "1");
    assertThat(task.getKillPolicy().getGracePeriod().getNanoseconds()).isEqualTo(5_000_000_000L);
    assertThat(task.getLabels().getLabels(0).getValue()).isEqualTo("w1");
    assertThat(task.getResourcesList())
        .extracting(one -> one.getName() + "=" + one.getScalar().getValue())
        .containsExactly("cpus=1.0", "mem=576.0");
    assertThat(task.getResources(0).getAllocationInfo().getRole()).isEqualTo(SimulatedMesos.ROLE);
  }

  @Test
  void shouldKeepATaskBeforeItIsLaunched() {
    cluster = new SimulatedCluster();
    cluster.mesos.addAgent("a", 4, 4000);
    cluster.start();
    cluster.scheduler.want(SimulatedCluster.SPEC, 1);
    cluster.turn();
    cluster.turn();
    assertThat(cluster.stored.id()).isEqualTo(cluster.mesos.framework());
    cluster.isDiskFull = true;
    cluster.pass(60_000);
    assertThat(cluster.mesos.launched).hasSizeLessThanOrEqualTo(1);
    assertThat(cluster.drain()).noneMatch(event -> event instanceof Started && isUnkept());
    cluster.isDiskFull = false;
    cluster.pass(60_000);
    assertThat(cluster.mesos.running()).hasSize(1);
  }

  private boolean isUnkept() {
    return cluster.stored.containers().isEmpty();
  }

  @Test
  void shouldLaunchNothingBeforeItIsWantedAndSuppressOffersWhenNothingIs() {
    cluster = new SimulatedCluster();
    cluster.mesos.addAgent("a", 4, 4000);
    cluster.start();
    cluster.pass(10_000);
    assertThat(cluster.mesos.launched).isEmpty();
    cluster.scheduler.want(SimulatedCluster.SPEC, 1);
    cluster.pass(5000);
    assertThat(cluster.mesos.running()).hasSize(1);
  }

  @Test
  void shouldReplaceAProcessThatEndsInItsPlace() {
    running(2);
    String home = agentOf("w1.1");
    cluster.pass(60_000);
    cluster.mesos.fail("w1.1", "Command terminated with signal Killed");
    cluster.pass(3000);
    assertThat(cluster.mesos.running()).containsExactlyInAnyOrder("w1.2", "w2.1");
    assertThat(agentOf("w1.2")).isEqualTo(home);
    assertThat(cluster.drain())
        .containsExactly(
            new Ended("w1", "failed: Command terminated with signal Killed"),
            new Started("w1", "host-" + home));
  }

  @Test
  void shouldWaitLongerAndLongerForWhatFailsAtOnce() {
    running(1);
    int lives = 0;
    for (long end = cluster.nowMs + 600_000; cluster.nowMs < end; ) {
      List<String> running = cluster.mesos.running();
      if (!running.isEmpty()) {
        lives++;
        cluster.mesos.fail(running.get(0), "Command exited with status 1");
      }
      cluster.pass(1000);
    }
    assertThat(lives).isBetween(15, 40);
    assertThat(cluster.mesos.running().size() + cluster.mesos.launched.size()).isGreaterThan(15);
  }

  @Test
  void shouldEndWhatIsReleasedAndNotFillItAgain() {
    running(2);
    cluster.scheduler.want(SimulatedCluster.SPEC, 1);
    cluster.scheduler.release("w1");
    cluster.pass(20_000);
    assertThat(cluster.mesos.running()).containsExactly("w2.1");
    assertThat(cluster.drain()).containsExactly(new Ended("w1", "released"));
    cluster.scheduler.release("w7");
    cluster.turn();
    assertThat(cluster.drain()).containsExactly(new Ended("w7", "there is no task"));
  }

  @Test
  void shouldKillASilentWorkerAndStartItAgainWhereItWas() {
    running(2);
    String home = agentOf("w2.1");
    cluster.scheduler.restart("w2");
    cluster.pass(6000);
    assertThat(cluster.drain())
        .containsExactly(
            new Ended("w2", "silent, so it was killed"), new Started("w2", "host-" + home));
    assertThat(cluster.mesos.running()).containsExactlyInAnyOrder("w1.1", "w2.2");
  }

  @Test
  void shouldFillWhatIsKeptFirst() {
    cluster = new SimulatedCluster();
    cluster.mesos.addAgent("a", 8, 8000);
    cluster.start();
    cluster.scheduler.keep("w5");
    cluster.scheduler.keep("../w5");
    cluster.scheduler.want(SimulatedCluster.SPEC, 2);
    cluster.pass(5000);
    assertThat(cluster.mesos.running()).containsExactlyInAnyOrder("w1.1", "w5.1");
    assertThat(cluster.drain()).contains(new Refused("../w5", "no container has such a name here"));
  }

  @Test
  void shouldGoOnWithTheTasksOfAnEarlierCoordinator() {
    running(3);
    cluster.die();
    cluster.mesos.fail("w2.1", "Command exited with status 3");
    cluster.pass(1000);
    cluster.start();
    cluster.turn();
    assertThat(cluster.drain())
        .extracting(SchedulerEvent::container)
        .containsExactly("w1", "w2", "w3");
    cluster.scheduler.want(SimulatedCluster.SPEC, 3);
    cluster.pass(20_000);
    assertThat(cluster.mesos.running()).containsExactlyInAnyOrder("w1.1", "w2.2", "w3.1");
    assertThat(of("w2", cluster.drain()))
        .hasSize(2)
        .first()
        .isEqualTo(new Ended("w2", "failed: Command exited with status 3"));
  }

  @Test
  void shouldGetRidOfTasksThatNobodyHasKept() {
    running(2);
    cluster.die();
    cluster.stored =
        new io.millrace.scheduler.mesos.StoredFramework(1, cluster.stored.id(), List.of());
    cluster.start();
    cluster.scheduler.want(SimulatedCluster.SPEC, 2);
    cluster.pass(120_000);
    assertThat(cluster.mesos.running()).containsExactlyInAnyOrder("w1.2", "w2.2");
  }

  @Test
  void shouldComeBackAfterALostConnectionWithoutTouchingTasks() {
    running(2);
    cluster.mesos.breakStream();
    cluster.pass(10_000);
    assertThat(cluster.mesos.isSubscribed()).isTrue();
    assertThat(cluster.drain()).isEmpty();
    assertThat(cluster.mesos.launched).hasSize(2);
  }

  @Test
  void shouldNoticeAMasterThatSaysNothingAnyMore() {
    running(1);
    for (int i = 0; i < 70 && !cluster.scheduler.standing().contains("silent"); i++) {
      cluster.nowMs += 1000;
      cluster.events.addAll(cluster.scheduler.poll());
    }
    assertThat(cluster.scheduler.standing()).contains("master is silent");
    cluster.pass(5000);
    assertThat(cluster.mesos.isSubscribed()).isTrue();
    assertThat(cluster.drain()).isEmpty();
  }

  @Test
  void shouldAskAgainUntilAMasterThatBeganAnewKnowsTheAgents() {
    running(2);
    cluster.mesos.restartMaster();
    cluster.link.masterIsDown = true;
    cluster.pass(10_000);
    assertThat(cluster.scheduler.standing()).contains("ConnectException");
    cluster.link.masterIsDown = false;
    cluster.scheduler.release("w2");
    cluster.scheduler.want(SimulatedCluster.SPEC, 1);
    cluster.pass(60_000);
    assertThat(cluster.mesos.running()).hasSize(2); // the kill gets nowhere yet
    cluster.mesos.comeBack("a");
    cluster.mesos.comeBack("b");
    cluster.pass(70_000);
    assertThat(cluster.mesos.running()).containsExactly("w1.1");
    assertThat(cluster.drain()).containsExactly(new Ended("w2", "released"));
  }

  @Test
  void shouldLeaveAnUnreachableTaskAloneUntilItIsBack() {
    running(2);
    String agent = agentOf("w1.1");
    cluster.mesos.cutOff(agent);
    cluster.mesos.noticeUnreachable(agent);
    cluster.pass(120_000);
    cluster.mesos.comeBack(agent);
    cluster.pass(120_000);
    assertThat(cluster.mesos.launched).hasSize(2);
    assertThat(cluster.drain()).isEmpty();
  }

  @Test
  void shouldReplaceAnUnreachableTaskWhenItIsToldToAndKillItWhenItComesBack() {
    running(2);
    String agent = agentOf("w1.1");
    cluster.mesos.cutOff(agent);
    cluster.mesos.noticeUnreachable(agent);
    cluster.pass(1000);
    cluster.scheduler.restart("w1");
    cluster.pass(10_000);
    assertThat(of("w1", cluster.drain()))
        .hasSize(2)
        .first()
        .satisfies(event -> assertThat(((Ended) event).cause()).startsWith("given up"));
    assertThat(cluster.mesos.running()).contains("w1.1", "w1.2");
    cluster.mesos.comeBack(agent);
    cluster.pass(10_000);
    assertThat(cluster.mesos.running()).containsExactlyInAnyOrder("w1.2", "w2.1");
    assertThat(cluster.drain()).isEmpty();
  }

  @Test
  void shouldMoveAwayFromAnAgentThatAnOperatorMarksGone() {
    running(2);
    String agent = agentOf("w1.1");
    cluster.mesos.markGone(agent);
    cluster.pass(10_000);
    assertThat(cluster.mesos.running()).containsExactlyInAnyOrder("w1.2", "w2.1");
    assertThat(((Ended) of("w1", cluster.drain()).get(0)).cause())
        .isEqualTo(
            "gone with its agent, says the operator, its agent was removed by an operator:"
                + " Agent has been marked gone");
  }

  @Test
  void shouldRatherWaitForTheAgentWithTheJournalThanStartElsewhere() {
    running(2);
    String home = agentOf("w1.1");
    cluster.pass(60_000);
    cluster.mesos.agents.get(home).withheld = true;
    cluster.mesos.fail("w1.1", "Command terminated with signal Killed");
    cluster.pass(20_000);
    assertThat(cluster.mesos.launched).hasSize(2);
    cluster.mesos.agents.get(home).withheld = false;
    cluster.pass(5000);
    assertThat(agentOf("w1.2")).isEqualTo(home);
    cluster.mesos.agents.get(home).withheld = true;
    cluster.mesos.fail("w1.2", "Command terminated with signal Killed");
    cluster.pass(60_000);
    assertThat(agentOf("w1.3")).isNotEqualTo(home).isNotEqualTo("none");
  }

  @Test
  void shouldTryAgainWhenTheOfferWasGone() {
    running(1);
    cluster.scheduler.want(SimulatedCluster.SPEC, 2);
    cluster.pass(0);
    cluster.events.addAll(cluster.scheduler.poll());
    cluster.link.deliver(9);
    cluster.mesos.work(); // offers are on their way
    cluster.mesos.agents.keySet().forEach(cluster.mesos::cutOff);
    cluster.mesos.agents.keySet().forEach(cluster.mesos::comeBack);
    cluster.pass(10_000);
    assertThat(cluster.mesos.running()).hasSize(2);
  }

  @Test
  void shouldTellWhatWasWantedIfNoOfferSuits() {
    cluster = new SimulatedCluster();
    cluster.mesos.addAgent("a", 4, 4000);
    cluster.constraints.add(Constraint.parse("rack=r1"));
    cluster.start();
    cluster.scheduler.want(new WorkerSpec(512, 1), 1);
    cluster.pass(20_000);
    assertThat(cluster.drain())
        .contains(
            new Refused(
                "w1",
                "no offer suits: wanted cpus=1.0, mem=576.0, constraints=[rack=r1]; last offer"
                    + " host-a: cpus=4.0, mem=4000.0"));
  }

  @Test
  void shouldStartAsANewFrameworkIfTheOldOneWasRemovedMeanwhile() {
    running(2);
    final String old = cluster.mesos.framework();
    cluster.die();
    cluster.mesos.teardown();
    cluster.start();
    cluster.scheduler.want(SimulatedCluster.SPEC, 2);
    cluster.pass(20_000);
    assertThat(cluster.mesos.framework()).isNotEqualTo(old);
    assertThat(cluster.stored.id()).isEqualTo(cluster.mesos.framework());
    assertThat(cluster.mesos.running()).containsExactlyInAnyOrder("w1.2", "w2.2");
    assertThat(of("w1", cluster.drain())).hasSize(3);
  }

  @Test
  void shouldEndAndNotComeBackIfAnOperatorRemovesTheFramework() {
    running(2);
    cluster.mesos.teardown();
    assertThatThrownBy(() -> cluster.pass(60_000))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("was removed from Mesos")
        .hasMessageContaining("'millrace cluster start' registers another");
    assertThat(cluster.mesos.isSubscribed()).isFalse();
    assertThat(cluster.mesos.launched).hasSize(2);
    assertThat(cluster.stored.live()).isEmpty();
  }

  @Test
  void shouldEndOnceALaterCoordinatorHasTakenOver() {
    running(2);
    final var earlier = cluster.scheduler;
    cluster.start();
    cluster.scheduler.want(SimulatedCluster.SPEC, 2);
    cluster.pass(5000);
    earlier.restart("w1");
    assertThatThrownBy(earlier::poll).hasMessageContaining("later coordinator has taken over");
    cluster.pass(5000);
    assertThat(cluster.mesos.running()).containsExactlyInAnyOrder("w1.1", "w2.1");
  }

  @Test
  void shouldAcknowledgeWhatIsTold() {
    running(2);
    assertThat(cluster.mesos.agents.values())
        .allSatisfy(
            agent ->
                assertThat(agent.tasks.values())
                    .allSatisfy(
                        task -> {
                          assertThat(task.unacknowledged).isEmpty();
                          assertThat(task.state).isEqualTo(TaskState.TASK_RUNNING);
                        }));
  }
}
