package io.millrace.cluster.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cluster.control.ApplicationTable;
import io.millrace.cluster.control.DeployedCode;
import io.millrace.cluster.control.Durability;
import io.millrace.cluster.control.PartitionPlace;
import io.millrace.cluster.control.WorkerReport;
import io.millrace.cluster.control.WorkerReport.ApplicationReport;
import io.millrace.cluster.control.WorkerReport.PartitionReport;
import io.millrace.cluster.control.WorkerReport.Role;
import io.millrace.cluster.http.ApplicationView.HostView;
import io.millrace.cluster.http.ApplicationView.PartitionView;
import io.millrace.runtime.plan.ApplicationMetadata;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApplicationStandingTest {
  private static final ApplicationTable TABLE =
      new ApplicationTable(
          1,
          77,
          "words",
          3,
          new DeployedCode(2, "cafe", "cafe.jar", "words", Map.of("input", "x")),
          ApplicationMetadata.create(7, "shop", 2).encode(),
          Durability.REPLICATED,
          true,
          List.of(
              new PartitionPlace(0, 4, "w1", "w2", true),
              new PartitionPlace(1, 5, "w2", null, false)));

  private static PartitionReport owner(int partition, int term, boolean live) {
    return new PartitionReport(partition, Role.OWNER, term, live, true, 9, 90, 95, 100, 80, null);
  }

  private static PartitionReport follower(int partition, int term) {
    return new PartitionReport(partition, Role.FOLLOWER, term, false, false, 9, 1, 2, 3, -1, null);
  }

  private static WorkerReport report(
      String worker, boolean done, String failure, PartitionReport... partitions) {
    ApplicationReport other =
        new ApplicationReport(
            78, 1, true, true, "of another application", Map.of("records_in", 1000L), List.of());
    return new WorkerReport(
        worker,
        2,
        "box",
        worker.equals("w1") ? 101 : 102,
        "box:1",
        "http://box:2",
        List.of(
            other,
            new ApplicationReport(
                77, 3, true, done, failure, Map.of("records_in", 5L), List.of(partitions))));
  }

  private static ApplicationStanding standing(boolean begun, WorkerReport... reports) {
    return new ApplicationStanding(TABLE, List.of(reports), begun, false, false, null);
  }

  private static ApplicationStanding finished(WorkerReport... reports) {
    return new ApplicationStanding(TABLE, List.of(reports), true, true, false, null);
  }

  @Test
  void shouldRunWhenAllOwnersAreLiveInTheirTerms() {
    WorkerReport first = report("w1", false, null, owner(0, 4, true));
    WorkerReport second = report("w2", false, null, owner(1, 5, true), follower(0, 4));

    assertThat(standing(false, first, second).phase()).isEqualTo("running");
    assertThat(standing(false, first).phase()).isEqualTo("starting");
    assertThat(standing(true, first).phase()).isEqualTo("recovering");
    WorkerReport replaying = report("w2", false, null, owner(1, 5, false));
    assertThat(standing(true, first, replaying).phase()).isEqualTo("recovering");
    WorkerReport ofAnEarlierTerm = report("w2", false, null, owner(1, 4, true));
    assertThat(standing(true, first, ofAnEarlierTerm).phase()).isEqualTo("recovering");
  }

  @Test
  void shouldBeFinishedOnlyWhileAllOwnersAreLive() {
    WorkerReport first = report("w1", true, null, owner(0, 4, true));
    WorkerReport second = report("w2", true, null, owner(1, 5, true));

    assertThat(finished(first, second).phase()).isEqualTo("finished");
    assertThat(finished(first).phase()).isEqualTo("recovering");
    assertThat(standing(true, first, second).phase()).isEqualTo("running");
  }

  @Test
  void shouldTellWhatFailed() {
    PartitionReport broken =
        new PartitionReport(1, Role.OWNER, 5, false, true, 9, 90, 95, 100, 80, "negative sum");

    ApplicationStanding byPartition = standing(true, report("w2", false, null, broken));
    assertThat(byPartition.phase()).isEqualTo("failed");
    assertThat(byPartition.failure()).isEqualTo("negative sum");
    assertThat(standing(true, report("w2", false, "no such file")).failure())
        .isEqualTo("no such file");
    assertThat(new ApplicationStanding(TABLE, List.of(), true, true, true, null).phase())
        .isEqualTo("stopping");
  }

  @Test
  void shouldShowWhatTheOwnersReport() {
    ApplicationView view =
        standing(
                true,
                report("w1", false, null, owner(0, 4, true)),
                report("w2", false, null, follower(0, 4)))
            .view(List.of(), null);

    assertThat(view.state()).isEqualTo("heap");
    assertThat(view.partitions())
        .containsExactly(
            new PartitionView(0, "w1", "w2", true, 4, true, 9L, 90L, 95L, 10L, 80L, null),
            new PartitionView(1, "w2", null, false, 5, false, null, null, null, null, null, null));
    assertThat(view.workers())
        .containsExactly(
            new HostView("w1", 101L, "box", "http://box:2", List.of(0)),
            new HostView("w2", 102L, "box", "http://box:2", List.of(1)));
    assertThat(view.figures()).containsExactly(Map.entry("records_in", 10L));
    assertThat(view.epoch()).isEqualTo(9);
  }

  @Test
  void shouldSumUpInARow() {
    assertThat(standing(true, report("w1", false, null, owner(0, 4, true))).summary())
        .isEqualTo(
            new ClusterView.ApplicationSummary("words", "recovering", 2, "replicated", 2, 2, 10));
  }
}
