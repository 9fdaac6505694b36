package io.millrace.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionTest {
  @TempDir Path directory;
  private Stage stage;

  @BeforeEach
  void open() {
    stage = new Stage(directory);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void shouldCarryFramesAndControlMessagesBothWays() {
    TestWorker a = stage.worker("a");
    TestWorker b = stage.worker("b");
    stage.connect(a, "a", b, "b");

    byte[] there = TestFrames.frame(3, 1, 20_000);
    byte[] back = TestFrames.frame(4, 2, 200);
    assertThat(a.offer("b", there)).isTrue();
    assertThat(b.offer("a", back)).isTrue();
    assertThat(a.tell("b", "hello")).isTrue();
    stage.until("frames", () -> b.frames.size() == 1 && a.frames.size() == 1);
    stage.until("control", () -> b.events.size() == 2);

    assertThat(b.frames).containsExactly(there);
    assertThat(a.frames).containsExactly(back);
    assertThat(a.events).containsExactly("connected b");
    assertThat(b.events).containsExactly("connected a", "control a hello");
  }
}
