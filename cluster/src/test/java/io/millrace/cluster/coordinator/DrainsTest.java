package io.millrace.cluster.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cluster.control.DeployedCode;
import io.millrace.cluster.control.Durability;
import io.millrace.cluster.control.WorkerReport;
import io.millrace.runtime.plan.ApplicationMetadata;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DrainsTest {
  private final MemoryCoordinatorStore store =
      new MemoryCoordinatorStore(new MemoryCoordinatorStore.Shelf());
  private final Roster roster = new Roster(List.of());
  private final Drains drains = new Drains(store, roster);

  @BeforeEach
  void begin() {
    store.begin();
    List.of("w1", "w2", "w3").forEach(this::live);
  }

  private void live(String name) {
    roster.know(name, 1).onReport(new WorkerReport(name, 1, "host", 7, "host:1", "", List.of()), 1);
  }

  private ApplicationControl application(Integer workers, Durability durability) {
    return ApplicationControl.of(
        new Deployment(
            "shop",
            new DeployedCode(1, "hash", "jar", null, Map.of()),
            ApplicationMetadata.create(7, "shop", 2),
            workers,
            durability),
        store,
        CoordinatorSettings.usual(),
        MirrorArchive.NONE);
  }

  private void assertRefused(String worker, String why, ApplicationControl... applications) {
    assertThatThrownBy(() -> drains.begin(worker, List.of(applications)))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining(why);
    assertThat(store.readWorkers().drained()).doesNotContain(worker);
    assertThat(roster.isDrained(worker)).isFalse();
  }

  @Test
  void shouldKeepWhatIsDrainedUntilItIsUndone() {
    drains.begin("w2", List.of());
    drains.begin("w2", List.of());
    assertThat(store.readWorkers().drained()).containsExactly("w2");
    assertThat(roster.usable(CoordinatorSettings.usual(), 2))
        .extracting(worker -> worker.name)
        .containsExactly("w1", "w3");

    drains.end("w2");
    drains.end("w2");
    assertThat(store.readWorkers().drained()).isEmpty();
    assertThat(roster.usable(CoordinatorSettings.usual(), 2)).hasSize(3);
  }

  @Test
  void shouldRefuseWorkersThatItDoesNotKnow() {
    assertRefused("w9", "no such worker: worker=w9; there are [w1, w2, w3]");
    assertThatThrownBy(() -> drains.end("w9")).isInstanceOf(ClusterException.class);
  }

  @Test
  void shouldRefuseTheLastWorkerThatTakesPartitions() {
    drains.begin("w1", List.of());
    roster.get("w2").onEnded("killed", 2);
    assertRefused("w3", "no other worker is live");
  }

  @Test
  void shouldRefuseIfAnApplicationWouldHaveTooFewWorkers() {
    assertRefused(
        "w1", "'millrace scale shop --workers 2' first", application(3, Durability.LOCAL));
    drains.begin(
        "w1",
        List.of(application(2, Durability.REPLICATED), application(null, Durability.REPLICATED)));
    assertRefused(
        "w2", "no followers: app=shop, left=[w3]", application(null, Durability.REPLICATED));
    drains.begin("w2", List.of(application(1, Durability.LOCAL)));
  }

  @Test
  void shouldRefuseIfTheWorkerKeepsAStoppedApplication() {
    ApplicationControl stopped = application(null, Durability.LOCAL);
    stopped.places.forEach(
        place ->
            place.own(
                roster.get("w1"), null, 1, new PartitionEvent(0, 1, "w1", 1, "deployed", -1), 1));
    stopped.stop(true, 1);
    stopped.stopped();
    assertRefused("w1", "state of a stopped application: app=shop", stopped);
    drains.begin("w2", List.of(stopped));
  }

  @Test
  void shouldTakeAnotherWorkerOfTheNameForANewOne() {
    drains.begin("w2", List.of());
    drains.forget("w2");
    assertThat(store.readWorkers().drained()).isEmpty();
  }
}
