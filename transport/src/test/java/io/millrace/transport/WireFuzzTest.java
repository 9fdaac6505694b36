package io.millrace.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runtime.frame.FrameHeader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bytes that nobody sealed, greeted with or framed, made from good ones by a seed. A short run by
 * default; {@code -Dmillrace.fuzz.seconds=600 -Dmillrace.fuzz.seed=1} makes it longer.
 */
class WireFuzzTest {
  private static final long SECONDS = Long.getLong("millrace.fuzz.seconds", 1);
  private static final long SEED = Long.getLong("millrace.fuzz.seed", 20261125);

  @TempDir Path directory;

  private static boolean isTimeLeft(long startNs) {
    return System.nanoTime() - startNs < SECONDS * 1_000_000_000L;
  }

  /** Flips, cuts, repeats, overwrites: as often as chance says. */
  static byte[] mutate(byte[] good, Random random) {
    byte[] bytes = good.clone();
    for (int changes = 1 + random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt();
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(200));
        case 4 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 8), (byte) -1);
        default -> {
          int from = random.nextInt(bytes.length);
          int length = Math.min(random.nextInt(64), bytes.length - Math.max(from, at));
          System.arraycopy(
              good,
              Math.min(from, good.length - 1),
              bytes,
              at,
              Math.max(0, Math.min(length, good.length - from)));
        }
      }
    }
    return bytes;
  }

  @Test
  void shouldReadGreetingsOrRefuseThemButNeverFail() {
    Random random = new Random(SEED);
    byte[] good =
        new Greeting(false, true, 5, 6, new byte[32], new byte[32], "a", "b", "host:1").encode();
    long startNs = System.nanoTime();
    long count = 0;
    for (; isTimeLeft(startNs); count++) {
      byte[] bytes = mutate(good, random);
      Greeting read = Greeting.decode(bytes, bytes.length);
      if (read != null && Greeting.decode(read.encode(), read.encode().length) == null) {
        throw new AssertionError("unstable: seed=" + SEED + ", number=" + count);
      }
    }
    assertThat(count).isPositive();
  }

  @Test
  void shouldFindTheFaultOfFramesButNeverFail() {
    Random random = new Random(SEED);
    byte[] good = TestFrames.frame(1, 2, 300);
    long startNs = System.nanoTime();
    long count = 0;
    for (; isTimeLeft(startNs); count++) {
      byte[] bytes = mutate(good, random);
      boolean sound = FrameHeader.faultOf(bytes, 0, bytes.length) == null;
      assertThat(!sound || Arrays.equals(good, 0, good.length, bytes, 0, good.length))
          .as("seed %d, number %d", SEED, count)
          .isTrue();
    }
    assertThat(count).isPositive();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldHandOverNothingThatTheSenderDidNotSeal(boolean encryption) {
    Random random = new Random(SEED);
    try (Stage stage = new Stage(directory)) {
      TestWorker a = stage.worker("a", settings -> settings.withEncryption(encryption));
      TestWorker b = stage.worker("b", settings -> settings.withEncryption(encryption));
      stage.connect(a, "a", b, "b");
      Session session = a.transport().peer("b").established();
      LaneSeal seal = session.newSeal(900);
      byte[] message = new byte[Wire.LARGEST_MESSAGE];
      long startNs = System.nanoTime();
      for (long count = 0; isTimeLeft(startNs); count++) {
        byte[] frame = TestFrames.frame(1, count, 120 + random.nextInt(400));
        int length = seal.seal(Wire.FRAME, 3, frame, 0, frame.length, message);
        byte[] bytes = mutate(Arrays.copyOf(message, length), random);
        stage.until("room", () -> session.publication().offer(new UnsafeBuffer(bytes)) > 0);
        stage.round();
        for (byte[] taken : b.frames) {
          assertThat(taken)
              .as("seed %d, number %d", SEED, count)
              .isEqualTo(TestFrames.frame(1, FrameHeader.firstSequence(taken, 0), taken.length));
        }
        b.frames.clear();
      }
      assertThat(b.isConnectedTo("a") || encryption).isTrue();
      assertThat(b.count(TransportCounter.DRIVER_ERRORS)).as("seed %d", SEED).isZero();
    }
  }

  @Test
  void shouldRefuseWhateverStrangersSay() {
    Random random = new Random(SEED);
    try (Stage stage = new Stage(directory)) {
      TestWorker b = stage.worker("b");
      byte[] hello =
          new Greeting(false, false, 5, 6, new byte[32], new byte[32], "a", "b", "127.0.0.1:9")
              .encode();
      byte[] code = Stage.SECRET.helloCode(hello);
      byte[] good = Arrays.copyOf(hello, hello.length + code.length);
      System.arraycopy(code, 0, good, hello.length, code.length);
      try (Stranger stranger = new Stranger(stage, b.transport().address())) {
        long startNs = System.nanoTime();
        for (int count = 1; isTimeLeft(startNs); count++) {
          byte[] bytes = mutate(good, random);
          if (bytes.length == 0 || Arrays.equals(bytes, good)) {
            continue;
          }
          stranger.begin("|session-id=" + count);
          stage.until("words " + count, () -> stranger.say(bytes));
          stage.rounds(3);
          stranger.end();
        }
        stage.rounds(100);
        assertThat(b.events).as("seed %d", SEED).isEmpty();
        assertThat(b.count(TransportCounter.DRIVER_ERRORS)).as("seed %d", SEED).isZero();
        stage.forget();
      }
    }
  }
}
