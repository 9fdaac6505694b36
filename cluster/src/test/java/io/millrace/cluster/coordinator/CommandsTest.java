package io.millrace.cluster.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.http.RefusedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class CommandsTest {
  private final Commands commands = new Commands();

  private void work(CompletableFuture<?> until) {
    while (!until.isDone()) {
      commands.work();
    }
  }

  @Test
  void shouldAnswerFromTheThreadThatWorks() throws Exception {
    CompletableFuture<Thread> answer =
        CompletableFuture.supplyAsync(() -> commands.ask(Thread::currentThread));
    work(answer);

    assertThat(answer.get()).isSameAs(Thread.currentThread());
  }

  @Test
  void shouldPassOnWhatIsRefused() {
    CompletableFuture<Object> answer =
        CompletableFuture.supplyAsync(
            () ->
                commands.ask(
                    () -> {
                      throw RefusedException.unknown("no such thing");
                    }));
    work(answer.exceptionally(e -> null));

    assertThatThrownBy(answer::join)
        .hasCauseInstanceOf(RefusedException.class)
        .hasMessageContaining("no such thing");
  }

  @Test
  void shouldRefuseWhenNobodyWorksAnyMore() {
    commands.end();

    assertThatThrownBy(() -> commands.ask(() -> 1))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("ending");
  }
}
