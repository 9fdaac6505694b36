package io.millrace.scheduler.mesos.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.cluster.scheduler.SchedulerEvent;
import io.millrace.cluster.scheduler.WorkerSpec;
import io.millrace.runtime.SystemClock;
import io.millrace.scheduler.mesos.FileFrameworkStore;
import io.millrace.scheduler.mesos.MesosScheduler;
import io.millrace.scheduler.mesos.MesosSettings;
import io.millrace.scheduler.mesos.framework.FrameworkProfile;
import io.millrace.scheduler.mesos.tasks.TaskCommand;
import io.millrace.scheduler.mesos.wire.HttpMasterLink;
import io.millrace.scheduler.mesos.wire.MasterAccess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole of it, over HTTP, with processes; only the master is none. */
@Timeout(120)
class MesosOverHttpTest {
  @TempDir Path dir;

  private final SimulatedMesos mesos = new SimulatedMesos();
  private TaskProcesses processes;
  private final MesosServer server = new MesosServer(mesos);
  private final List<SchedulerEvent> events = new ArrayList<>();
  private MesosScheduler scheduler;

  @BeforeEach
  void addAgents() {
    processes = new TaskProcesses(dir.resolve("agents"));
    mesos.runner = processes;
    mesos.addAgent("a", 4, 4000);
    mesos.addAgent("b", 4, 4000);
  }

  @AfterEach
  void close() {
    if (scheduler != null) {
      scheduler.close();
    }
    server.close();
    processes.close();
    assertThat(mesos.faults).isEmpty();
  }

  private void start(MasterAccess access, URI master) {
    scheduler =
        new MesosScheduler(
            new MesosSettings(
                List.of(master),
                new FrameworkProfile(
                    "test",
                    "me",
                    SimulatedMesos.ROLE,
                    access.principal().orElse(null),
                    FrameworkProfile.USUAL_FAILOVER_TIMEOUT),
                List.of()),
            (spec, worker, incarnation) -> TaskCommand.line(List.of("sleep", "600")).build(),
            new FileFrameworkStore(new ClusterDirectory(dir)),
            new HttpMasterLink(access, 1 << 20),
            new SystemClock());
    scheduler.want(new WorkerSpec(512, 1), 2);
  }

  private void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      events.addAll(scheduler.poll());
      server.happen(
          one -> {
            one.forgetFilters();
            one.work();
          });
      LockSupport.parkNanos(1_000_000);
    }
  }

  private boolean isRunning(String... tasks) {
    return processes.alive().equals(List.of(tasks)) && mesos.running().size() == tasks.length;
  }

  @Test
  void shouldStartReplaceTakeOverAndEndProcesses() {
    start(MasterAccess.open(), server.uri());
    await(() -> isRunning("w1.1", "w2.1") && events.size() == 2);

    processes.killUnseen("w1.1"); // behind everybody's back
    await(() -> isRunning("w1.2", "w2.1") && events.size() == 4);
    assertThat(events.get(2))
        .isEqualTo(new SchedulerEvent.Ended("w1", "failed: Command terminated with signal Killed"));

    scheduler.close();
    events.clear();
    start(MasterAccess.open(), server.uri());
    await(() -> scheduler.standing().contains("SUBSCRIBED") && !events.isEmpty());
    assertThat(events).extracting(SchedulerEvent::container).containsExactly("w1", "w2");
    assertThat(isRunning("w1.2", "w2.1")).isTrue();

    scheduler.want(new WorkerSpec(512, 1), 1);
    scheduler.release("w2");
    await(() -> isRunning("w1.2") && events.size() == 3);
    assertThat(events.get(2)).isEqualTo(new SchedulerEvent.Ended("w2", "released"));
  }

  @Test
  void shouldFindTheLeaderThroughAFollowerAndAStartAndGoOnAfterABreak() {
    MesosServer follower = new MesosServer(new SimulatedMesos());
    follower.follow(server.uri());
    server.begin(2);
    start(MasterAccess.open(), follower.uri());
    await(() -> isRunning("w1.1", "w2.1"));
    server.happen(SimulatedMesos::breakStream);
    await(() -> scheduler.standing().contains("DISCONNECTED"));
    await(() -> scheduler.standing().contains("SUBSCRIBED"));
    assertThat(isRunning("w1.1", "w2.1")).isTrue();
    follower.close();
  }

  @Test
  void shouldTellThatItIsNotLetIn() throws IOException {
    server.demand("Basic YWxpY2U6d29uZGVybGFuZA==");
    Path secret = Files.writeString(dir.resolve("secret"), "wrong");
    start(MasterAccess.basic("alice", secret), server.uri());
    await(() -> events.size() == 2);
    assertThat(((SchedulerEvent.Refused) events.get(0)).cause())
        .isEqualTo(
            "master "
                + server.uri()
                + " does not serve us: subscription refused: status=401, 401 Unauthorized.");
    scheduler.close();
    Files.writeString(secret, "wonderland");
    start(MasterAccess.basic("alice", secret), server.uri());
    await(() -> isRunning("w1.1", "w2.1"));
  }
}
