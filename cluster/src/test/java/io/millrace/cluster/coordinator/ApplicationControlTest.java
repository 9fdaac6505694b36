package io.millrace.cluster.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cluster.control.DeployedCode;
import io.millrace.cluster.control.Durability;
import io.millrace.cluster.control.WorkerReport;
import io.millrace.cluster.control.WorkerReport.ApplicationReport;
import io.millrace.cluster.control.WorkerReport.PartitionReport;
import io.millrace.cluster.control.WorkerReport.Role;
import io.millrace.runtime.plan.ApplicationMetadata;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApplicationControlTest {
  private static final int NUMBER = 7;

  private final MemoryCoordinatorStore store =
      new MemoryCoordinatorStore(new MemoryCoordinatorStore.Shelf());
  private final Roster roster = new Roster(List.of());
  private final ApplicationControl application =
      ApplicationControl.of(
          new Deployment(
              "shop",
              new DeployedCode(1, "hash", "jar", null, Map.of()),
              ApplicationMetadata.create(NUMBER, "shop", 2),
              null,
              Durability.LOCAL),
          store,
          CoordinatorSettings.usual(),
          MirrorArchive.NONE);

  @BeforeEach
  void begin() {
    store.begin();
    report("w1", List.of());
    report("w2", List.of());
    new Planner(application, roster, CoordinatorSettings.usual(), 1, 1).move(Map.of());
  }

  private void report(String worker, List<ApplicationReport> reports) {
    roster
        .know(worker, 1)
        .onReport(new WorkerReport(worker, 1, "host", 7, "host:1", "", reports), 1);
  }

  private void owns(String worker, int term, boolean done) {
    List<PartitionReport> owned =
        application.places.stream()
            .filter(place -> worker.equals(place.owner()))
            .map(
                place ->
                    new PartitionReport(
                        place.partition, Role.OWNER, term, true, false, 1, 2, 2, 2, -1, null))
            .toList();
    assertThat(owned).hasSize(1);
    report(worker, List.of(new ApplicationReport(NUMBER, 1, true, done, null, Map.of(), owned)));
  }

  private boolean isFinished() {
    application.observe(roster, 2);
    application.commit();
    return application.status(1).finished();
  }

  @Test
  void shouldBeFinishedWhenAllWorkersAreDoneAtOnce() {
    owns("w1", 1, true);
    owns("w2", 1, false);
    assertThat(isFinished()).isFalse();
    owns("w1", 1, false);
    owns("w2", 1, true);
    assertThat(isFinished()).isFalse();
    owns("w1", 1, true);
    assertThat(isFinished()).isTrue();
  }

  @Test
  void shouldStayFinishedUntilAnOwnerIsLost() {
    owns("w1", 1, true);
    owns("w2", 1, true);
    assertThat(isFinished()).isTrue();
    owns("w2", 1, false);
    assertThat(isFinished()).isTrue();

    roster.get("w2").onEnded("killed", 3);
    assertThat(isFinished()).isFalse();
    owns("w2", 1, false);
    assertThat(isFinished()).isFalse();
    owns("w2", 1, true);
    assertThat(isFinished()).isTrue();
  }
}
