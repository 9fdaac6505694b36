package io.millrace.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runtime.frame.Bits;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LaneSealTest {
  private static final byte[] KEY = new byte[32];

  private final byte[] message = new byte[Wire.LARGEST_MESSAGE];
  private final byte[] content = new byte[Wire.LARGEST_MESSAGE];

  private byte[] seal(LaneSeal seal, byte[] bytes) {
    int length = seal.seal(Wire.FRAME, 3, bytes, 0, bytes.length, message);
    return Arrays.copyOf(message, length);
  }

  @Test
  void shouldOpenWhatWasSealed() {
    for (boolean encrypted : new boolean[] {true, false}) {
      LaneSeal sealing = new LaneSeal(KEY, 7, encrypted);
      LaneSeal opening = new LaneSeal(KEY, 7, encrypted);
      for (int length : new int[] {0, 1, 15, 16, 17, 1_000, Wire.PART}) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) length);
        byte[] sealed = seal(sealing, bytes);
        assertThat(sealed).hasSize(length + Wire.HEADER + Wire.SEAL);
        assertThat(opening.open(sealed, sealed.length, content)).isEqualTo(length);
        assertThat(Arrays.copyOf(content, length)).isEqualTo(bytes);
      }
    }
  }

  @Test
  void shouldNeverSealTheSameBytesAlike() {
    LaneSeal seal = new LaneSeal(KEY, 7, true);
    byte[] bytes = new byte[100];
    byte[] first = seal(seal, bytes);
    byte[] second = seal(seal, bytes);
    assertThat(Arrays.copyOfRange(first, Wire.HEADER, first.length))
        .isNotEqualTo(Arrays.copyOfRange(second, Wire.HEADER, second.length));
    assertThat(Bits.getLong(second, Wire.COUNTER_AT)).isEqualTo(2);
  }

  @Test
  void shouldKeepLanesApart() {
    byte[] sealed = seal(new LaneSeal(KEY, 7, true), new byte[100]);
    assertThat(new LaneSeal(KEY, 8, true).open(sealed, sealed.length, content))
        .isEqualTo(LaneSeal.TAMPERED);
  }

  @Test
  void shouldGoOnWithAnotherKeyAfterManyMessages() {
    LaneSeal sealing = new LaneSeal(KEY, 7, true);
    LaneSeal opening = new LaneSeal(KEY, 7, true);
    byte[] early = seal(sealing, new byte[10]);
    assertThat(opening.open(early, early.length, content)).isEqualTo(10);
    sealing.skipTo((1L << 24) - 2);
    for (int i = 0; i < 4; i++) {
      byte[] sealed = seal(sealing, new byte[10]);
      assertThat(opening.open(sealed, sealed.length, content)).isEqualTo(10);
    }
    assertThat(opening.counter()).isEqualTo((1L << 24) + 2);
    assertThat(opening.open(early, early.length, content)).isEqualTo(LaneSeal.REPLAYED);
  }
}
