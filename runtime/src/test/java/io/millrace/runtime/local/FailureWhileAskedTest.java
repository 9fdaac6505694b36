package io.millrace.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Settings;
import io.millrace.functions.Topic;
import io.millrace.runtime.MemoryMetadataStore;
import io.millrace.runtime.SystemClock;
import io.millrace.runtime.journal.MemoryJournal;
import io.millrace.runtime.plan.ApplicationMetadata;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.PlanCompiler;
import io.millrace.runtime.snapshot.MemorySnapshotStore;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FailureWhileAskedTest {
  private static final Topic<String> WORDS = Topic.of("words", String.class);
  private static final Topic<Integer> SIZES = Topic.of("sizes", Integer.class);

  private final CountDownLatch called = new CountDownLatch(1);
  private final CountDownLatch mayFail = new CountDownLatch(1);
  private final LocalApplication application = application();

  /** One partition, whose function fails when it may. */
  private LocalApplication application() {
    ApplicationBuilder app = new ApplicationBuilder(Settings.of(Map.of()));
    app.source(WORDS, new ListSource<>(Map.of("split", List.of("word"))));
    app.function("failing", WORDS, this::fail, SIZES);
    app.sink(SIZES, new ListSink<>());
    ApplicationMetadata fresh = ApplicationMetadata.create(1, "words", 1);
    ApplicationPlan plan = PlanCompiler.compile("words", app, fresh.names());
    LocalStores stores =
        new LocalStores(
            (partition, term) -> new MemoryJournal(),
            new MemorySnapshotStore(),
            new MemoryMetadataStore(),
            new SystemClock());
    return new LocalApplication(
        LocalSettings.defaults().withPartitions(1).withSlots(1),
        plan,
        fresh.started("hash", plan),
        stores);
  }

  private int fail(String word) {
    called.countDown();
    try {
      mayFail.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IllegalStateException("told to fail: word=" + word);
  }

  @Test
  void shouldSayWhatFailedToWhoWasAskingMeanwhile() throws Exception {
    try (application) {
      application.start();
      called.await();
      CompletableFuture<ApplicationStatus> status = during("ask", application::status);

      mayFail.countDown();

      assertThat(status.get().failure()).contains("told to fail: word=word");
    }
  }

  @Test
  void shouldCloseAlthoughAFunctionFailsMeanwhile() throws Exception {
    application.start();
    called.await();
    CompletableFuture<Throwable> closed =
        during(
            "quiesce",
            () -> {
              application.close();
              return application.failure();
            });

    mayFail.countDown();

    assertThat(closed.get()).hasMessageContaining("told to fail: word=word");
  }

  /** Asks in another thread and returns when that is inside of a method. */
  private static <T> CompletableFuture<T> during(String method, Supplier<T> question)
      throws InterruptedException {
    CompletableFuture<T> answer = new CompletableFuture<>();
    Thread thread = new Thread(() -> answer.completeAsync(question, Runnable::run), "asking");
    thread.setDaemon(true);
    thread.start();
    while (!answer.isDone()
        && Arrays.stream(thread.getStackTrace())
            .noneMatch(frame -> frame.getMethodName().equals(method))) {
      Thread.onSpinWait();
    }
    return answer;
  }
}
