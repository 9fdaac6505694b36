package io.millrace.cluster.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cluster.control.WorkerReport;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownWorkerTest {
  private static final CoordinatorSettings SETTINGS = CoordinatorSettings.usual();

  private long nowMs = 1;
  private final KnownWorker worker = new KnownWorker("w1", nowMs);

  /** Starts its process; returns how long it is waited for before it is ended. */
  private long startInVain() {
    worker.onStarted(nowMs);
    long startedMs = nowMs;
    for (; !worker.isRestartDue(SETTINGS, nowMs); nowMs += 1_000) {
      worker.judge(SETTINGS, nowMs);
      assertThat(nowMs - startedMs).isLessThan(3_600_000);
    }
    long tookMs = nowMs - startedMs;
    worker.onEnded("silent, so it was killed", nowMs);
    return tookMs / 10_000 * 10_000;
  }

  @Test
  void shouldGiveASlowStartMoreTimeThanTheOneBefore() {
    assertThat(startInVain()).isEqualTo(30_000);
    assertThat(startInVain()).isEqualTo(60_000);
    assertThat(startInVain()).isEqualTo(120_000);
    assertThat(startInVain()).isEqualTo(240_000);
    assertThat(startInVain()).isEqualTo(480_000);
    assertThat(startInVain()).isEqualTo(480_000);

    worker.onReport(new WorkerReport("w1", 7, "host", 1, "", "", List.of()), nowMs);
    worker.onEnded("killed", nowMs);
    assertThat(startInVain()).isEqualTo(30_000);
  }
}
