package io.millrace.cluster.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Control messages to bytes and back; bytes that nobody wrote, made from good ones by a seed. A
 * short run by default; {@code -Dmillrace.fuzz.seconds=600 -Dmillrace.fuzz.seed=1} makes it longer.
 */
class ControlCodecTest {
  private static final long SECONDS = Long.getLong("millrace.fuzz.seconds", 1);
  private static final long SEED = Long.getLong("millrace.fuzz.seed", 20261125);

  static List<ControlMessage> samples() {
    return TestMessages.all();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void shouldReadWhatItWrote(ControlMessage message) {
    byte[] bytes = ControlCodec.encode(message);
    byte[] within = new byte[bytes.length + 30];
    System.arraycopy(bytes, 0, within, 13, bytes.length);
    ControlMessage read = ControlCodec.decode(within, 13, bytes.length);
    assertThat(read).usingRecursiveComparison().isEqualTo(message);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void shouldRefuseEveryBeginningOfAMessageAndEveryOneWithSomethingBehind(ControlMessage message) {
    byte[] bytes = ControlCodec.encode(message);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> ControlCodec.decode(cut, 0, cut.length))
          .isInstanceOf(ControlMessageException.class);
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThatThrownBy(() -> ControlCodec.decode(longer, 0, longer.length))
        .isInstanceOf(ControlMessageException.class)
        .hasMessageContaining("another length");
  }

  @Test
  void shouldTellWhichJournalsWereBegun() {
    ApplicationTable table =
        new ApplicationTable(
            3,
            78,
            "a",
            0,
            new DeployedCode(1, "h", "j", null, Map.of()),
            new byte[0],
            Durability.MIRRORED,
            false,
            List.of(
                new PartitionPlace(0, 4, "w1", null, false, true),
                new PartitionPlace(1, 4, "w1", "w2", true, true)));
    byte[] bytes = ControlCodec.encode(table);
    assertThat(ControlCodec.decode(bytes, 0, bytes.length))
        .usingRecursiveComparison()
        .isEqualTo(table);
  }

  @Test
  void shouldRefuseOtherVersionsAndUnknownKindsByName() {
    byte[] version = ControlCodec.encode(new Shutdown(3));
    version[6] = 9;
    assertThatThrownBy(() -> ControlCodec.decode(version, 0, version.length))
        .isInstanceOf(ControlMessageException.class)
        .hasMessageContaining("version=9; this release reads schema 6217, version 1");
    byte[] kind = ControlCodec.encode(new Shutdown(3));
    kind[2] = 77;
    assertThatThrownBy(() -> ControlCodec.decode(kind, 0, kind.length))
        .isInstanceOf(ControlMessageException.class)
        .hasMessageContaining("template=77");
  }

  @Test
  void shouldReadOrRefuseButNeverFail() {
    Random random = new Random(SEED);
    List<byte[]> good = TestMessages.all().stream().map(ControlCodec::encode).toList();
    long startNs = System.nanoTime();
    long read = 0;
    long refused = 0;
    for (long count = 0; System.nanoTime() - startNs < SECONDS * 1_000_000_000L; count++) {
      byte[] bytes = mutate(good.get(random.nextInt(good.size())), random);
      try {
        byte[] again = ControlCodec.encode(ControlCodec.decode(bytes, 0, bytes.length));
        ControlCodec.decode(again, 0, again.length);
        read++;
      } catch (ControlMessageException e) {
        refused++;
      } catch (RuntimeException | OutOfMemoryError e) {
        throw new AssertionError("seed=" + SEED + ", number=" + count, e);
      }
    }
    assertThat(read).as("seed=%d", SEED).isPositive();
    assertThat(refused).as("seed=%d", SEED).isPositive();
  }

  private static byte[] mutate(byte[] good, Random random) {
    byte[] bytes = good.clone();
    for (int changes = 1 + random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt();
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(200));
        default -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 8), (byte) -1);
      }
    }
    return bytes;
  }

  @ParameterizedTest
  @MethodSource("samples")
  void shouldReadMessagesOfEveryVersionThatWasReleased(ControlMessage message) throws IOException {
    String name = "/formats/control-v1/" + TestMessages.nameOf(message) + ".bin";
    try (InputStream in = ControlCodecTest.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      byte[] bytes = in.readAllBytes();
      assertThat(ControlCodec.decode(bytes, 0, bytes.length))
          .usingRecursiveComparison()
          .isEqualTo(message);
    }
  }
}
