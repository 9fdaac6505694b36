package io.millrace.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What docs/formats/transport.md says, byte by byte; a change here needs a new version. */
class WireFormatTest {
  private static final Properties FIXTURE = new Properties();

  @BeforeAll
  static void readFixture() throws IOException {
    try (InputStreamReader in =
        new InputStreamReader(
            WireFormatTest.class.getResourceAsStream("/formats/transport-v1.properties"),
            StandardCharsets.UTF_8)) {
      FIXTURE.load(in);
    }
  }

  private static byte[] bytes(String name) {
    return HexFormat.of().parseHex(FIXTURE.getProperty(name));
  }

  private static byte[] nonce(int first) {
    byte[] nonce = new byte[Wire.NONCE];
    for (int i = 0; i < nonce.length; i++) {
      nonce[i] = (byte) (first + i);
    }
    return nonce;
  }

  @Test
  void shouldGreetAsVersion1Does() {
    Greeting hello =
        new Greeting(
            false,
            true,
            1_764_053_000_000L,
            7,
            nonce(0),
            new byte[Wire.NONCE],
            "worker-1",
            "worker-2",
            "10.0.0.1:40001");
    Greeting answer =
        new Greeting(
            true, true, 1_764_053_000_001L, 9, nonce(100), nonce(0), "worker-2", "worker-1", "");
    assertThat(hello.encode()).isEqualTo(bytes("hello"));
    assertThat(answer.encode()).isEqualTo(bytes("answer"));
    for (String name : new String[] {"hello", "answer"}) {
      Greeting read = Greeting.decode(bytes(name), bytes(name).length);
      assertThat(read.encode()).isEqualTo(bytes(name));
    }
  }

  @Test
  void shouldProveAndDeriveKeysAsVersion1Does() {
    byte[] hello = bytes("hello");
    byte[] answer = bytes("answer");
    assertThat(Stage.SECRET.helloCode(hello)).isEqualTo(bytes("helloCode"));
    assertThat(Stage.SECRET.answerCode(hello, answer)).isEqualTo(bytes("answerCode"));
    assertThat(Stage.SECRET.proofCode(hello, answer)).isEqualTo(bytes("proofCode"));
    assertThat(Stage.SECRET.directionKey(hello, answer, true)).isEqualTo(bytes("diallerKey"));
    assertThat(Stage.SECRET.directionKey(hello, answer, false)).isEqualTo(bytes("acceptorKey"));
  }

  @Test
  void shouldSealAsVersion1Does() {
    assertThat(sealed(true)).isEqualTo(bytes("sealed"));
    assertThat(sealed(false)).isEqualTo(bytes("tokened"));
  }

  private static byte[] sealed(boolean encrypted) {
    byte[] message = new byte[100];
    int length =
        new LaneSeal(bytes("diallerKey"), 7, encrypted)
            .seal(Wire.FRAME, 3, new byte[] {1, 2, 3, 4}, 0, 4, message);
    return Arrays.copyOf(message, length);
  }
}
