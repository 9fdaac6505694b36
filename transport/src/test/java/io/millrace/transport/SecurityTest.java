package io.millrace.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runtime.frame.FrameHeader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers and tamperers try is refused and counted, and members go on. */
class SecurityTest {
  private static final int LANE = 900;
  private static final int WHOLE = Wire.FIRST_PART | Wire.LAST_PART;

  @TempDir Path directory;
  private Stage stage;
  private TestWorker a;
  private TestWorker b;

  @BeforeEach
  void open() {
    stage = new Stage(directory);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private void openPair(boolean encryption) {
    a = stage.worker("a", settings -> settings.withEncryption(encryption));
    b = stage.worker("b", settings -> settings.withEncryption(encryption));
    stage.connect(a, "a", b, "b");
  }

  /** A message as only a can seal it. */
  private byte[] sealed(LaneSeal seal, int kind, int flags, byte[] content) {
    byte[] message = new byte[content.length + Wire.HEADER + Wire.SEAL];
    int length = seal.seal(kind, flags, content, 0, content.length, message);
    assertThat(length).isEqualTo(message.length);
    return message;
  }

  private Session session() {
    return a.transport().peer("b").established();
  }

  private void say(byte[] message) {
    stage.until("room", () -> session().publication().offer(new UnsafeBuffer(message)) > 0);
    stage.rounds(20);
  }

  private void assertThatMembersGoOn() {
    assertThat(a.isConnectedTo("b")).isTrue();
    b.frames.clear();
    byte[] frame = TestFrames.frame(1, 77, 3_000);
    stage.until("room", () -> a.offer("b", frame));
    stage.until("frame", () -> !b.frames.isEmpty());
    assertThat(b.frames).containsExactly(frame);
    assertThat(b.count(TransportCounter.DRIVER_ERRORS)).isZero();
  }

  @Test
  void shouldRefuseACallerThatDoesNotKnowTheSecret() {
    openPair(true);
    TestWorker stranger =
        stage.add(
            new TestWorker(
                TransportSettings.of("c", 1, Stage.secret("another secret, not ours"))
                    .withDirectory(directory)
                    .withThreading(Threading.AGENT)
                    .withEncryption(true),
                stage.clock()));
    stranger.call(b, "b");
    stage.until("refusals", () -> b.count(TransportCounter.REFUSED_SECRET) >= 3);
    assertThat(stranger.events).isEmpty();
    assertThat(stranger.isConnectedTo("b")).isFalse();
    assertThat(b.events).containsExactly("connected a");
    assertThatMembersGoOn();
  }

  @Test
  void shouldNotBelieveOneWhoAnswersWithoutKnowingTheSecret() {
    a = stage.worker("a");
    List<byte[]> heard = new ArrayList<>();
    try (Stranger impostor = new Stranger(stage, a.transport().address())) {
      a.transport().connect("b", impostor.listen(heard::add));
      stage.until("greeting", () -> !heard.isEmpty());
      byte[] message = heard.get(0);
      Greeting hello = Greeting.decode(message, message.length - Wire.CODE);
      byte[] answer =
          new Greeting(true, false, 1, 1, new byte[Wire.NONCE], hello.nonce(), "b", "a", "")
              .encode();
      impostor.begin("");
      byte[] unproven = Arrays.copyOf(answer, answer.length + Wire.CODE);
      stage.until("words", () -> impostor.say(unproven));
      stage.until("refusal", () -> a.count(TransportCounter.REFUSED_SECRET) == 1);
      assertThat(a.events).isEmpty();
      assertThat(a.isConnectedTo("b")).isFalse();
      stage.forget();
    }
  }

  @Test
  void shouldRefuseAMemberThatSetsEncryptionOtherwise() {
    b = stage.worker("b", settings -> settings.withEncryption(true));
    a = stage.worker("a");
    a.call(b, "b");
    stage.until("refusal", () -> b.count(TransportCounter.REFUSED_SETTINGS) > 0);
    stage.rounds(5_000);
    assertThat(a.events).isEmpty();
    assertThat(b.events).isEmpty();
  }

  @Test
  void shouldRefuseAMemberThatLooksForAnotherWorker() {
    a = stage.worker("a");
    b = stage.worker("b");
    a.transport().connect("c", b.transport().address());
    stage.until("refusal", () -> b.count(TransportCounter.REFUSED_SETTINGS) > 0);
    assertThat(b.events).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldRefuseAFrameThatCameBefore(boolean encryption) {
    openPair(encryption);
    byte[] frame = TestFrames.frame(1, 5, 500);
    LaneSeal seal = session().newSeal(LANE);
    byte[] first = sealed(seal, Wire.FRAME, WHOLE, frame);
    byte[] second = sealed(seal, Wire.FRAME, WHOLE, frame);
    say(first);
    say(second);
    say(second);
    say(first);
    assertThat(b.frames).containsExactly(frame, frame);
    assertThat(b.count(TransportCounter.REFUSED_REPLAYED)).isEqualTo(2);
    assertThatMembersGoOn();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldRefuseAFrameOfAnEarlierConnection(boolean encryption) {
    openPair(encryption);
    byte[] old = sealed(session().newSeal(LANE), Wire.FRAME, WHOLE, TestFrames.frame(1, 5, 500));
    b.transport().disconnect("a");
    stage.until("connection", () -> a.events.size() == 3 && b.events.size() == 3);
    say(old);
    assertThat(b.frames).isEmpty();
    assertThat(b.count(TransportCounter.REFUSED_TAMPERED)).isEqualTo(1);
    assertThatMembersGoOn();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldRefuseAFrameSentBackToItsSender(boolean encryption) {
    openPair(encryption);
    byte[] own =
        sealed(
            b.transport().peer("a").established().newSeal(LANE),
            Wire.FRAME,
            WHOLE,
            TestFrames.frame(1, 5, 500));
    say(own);
    assertThat(b.frames).isEmpty();
    assertThat(b.count(TransportCounter.REFUSED_TAMPERED)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldRefuseEveryFrameOfWhichABitIsFlipped(boolean encryption) {
    openPair(encryption);
    byte[] frame = TestFrames.frame(1, 5, 150);
    LaneSeal seal = session().newSeal(LANE);
    int flips = 0;
    for (int at = 0; at < frame.length + Wire.HEADER + Wire.SEAL; at++) {
      byte[] message = sealed(seal, Wire.FRAME, WHOLE, frame);
      message[at] ^= (byte) (1 << (at % 8));
      flips++;
      stage.until("room", () -> session().publication().offer(new UnsafeBuffer(message)) > 0);
      stage.round();
    }
    stage.rounds(50);
    assertThat(b.frames).isEmpty();
    assertThat(
            b.count(TransportCounter.REFUSED_TAMPERED)
                + b.count(TransportCounter.REFUSED_MALFORMED)
                + b.count(TransportCounter.REFUSED_SETTINGS))
        .isEqualTo(flips);
    assertThatMembersGoOn();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldRefuseAFrameThatIsCutShort(boolean encryption) {
    openPair(encryption);
    byte[] frame = TestFrames.frame(1, 5, 150);
    LaneSeal seal = session().newSeal(LANE);
    byte[] message = sealed(seal, Wire.FRAME, WHOLE, frame);
    for (int length = 1; length < message.length; length++) {
      say(Arrays.copyOf(sealed(seal, Wire.FRAME, WHOLE, frame), length));
    }
    assertThat(b.frames).isEmpty();
    assertThatMembersGoOn();
    // a frame that its sender had cut short before sealing
    say(sealed(session().newSeal(LANE + 1), Wire.FRAME, WHOLE, Arrays.copyOf(frame, 120)));
    say(sealed(session().newSeal(LANE + 2), Wire.FRAME, WHOLE, new byte[0]));
    assertThat(b.count(TransportCounter.REFUSED_MALFORMED)).isGreaterThanOrEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldRefuseWhatIsLargerThanTheSettingsAllow(boolean encryption) {
    a = stage.worker("a", settings -> settings.withEncryption(encryption));
    b =
        stage.worker(
            "b", settings -> settings.withEncryption(encryption).withMaxFrameBytes(100_000));
    stage.connect(a, "a", b, "b");
    byte[] large = TestFrames.frame(1, 5, 300_000);
    stage.until("room", () -> a.offer("b", large));
    stage.until("refusal", () -> b.count(TransportCounter.REFUSED_OVERSIZED) > 0);
    say(new byte[Wire.LARGEST_MESSAGE + 1]);
    assertThat(b.count(TransportCounter.REFUSED_OVERSIZED)).isGreaterThanOrEqualTo(2);
    assertThat(b.frames).isEmpty();
    assertThatMembersGoOn();
  }

  @Test
  void shouldRefuseALargeFrameOfWhichAPartIsMissing() {
    openPair(true);
    byte[] frame = TestFrames.frame(1, 5, 3_000);
    LaneSeal seal = session().newSeal(LANE);
    say(sealed(seal, Wire.FRAME, Wire.FIRST_PART, Arrays.copyOf(frame, 1_000)));
    sealed(seal, Wire.FRAME, 0, Arrays.copyOfRange(frame, 1_000, 2_000));
    say(sealed(seal, Wire.FRAME, Wire.LAST_PART, Arrays.copyOfRange(frame, 2_000, 3_000)));
    say(sealed(seal, Wire.FRAME, Wire.LAST_PART, Arrays.copyOfRange(frame, 2_000, 3_000)));
    assertThat(b.frames).isEmpty();
    assertThat(b.count(TransportCounter.REFUSED_OVERSIZED)).isEqualTo(2);
    assertThatMembersGoOn();
  }

  @Test
  void shouldRefuseAGreetingThatIsRepeated() {
    openPair(true);
    // what somebody on the network has heard: a's greeting of a connection that came to be
    byte[] hello =
        new Greeting(
                false,
                true,
                1,
                1,
                new byte[Wire.NONCE],
                new byte[Wire.NONCE],
                "a",
                "b",
                a.transport().address().toString())
            .encode();
    byte[] code = Stage.SECRET.helloCode(hello);
    byte[] message = Arrays.copyOf(hello, hello.length + code.length);
    System.arraycopy(code, 0, message, hello.length, code.length);
    try (Stranger stranger = new Stranger(stage, b.transport().address())) {
      stranger.begin("");
      stage.until("words", () -> stranger.say(message));
      stage.until("refusal", () -> b.count(TransportCounter.REFUSED_STALE) == 1);
      assertThat(b.events).containsExactly("connected a");
      assertThatMembersGoOn();
      stage.forget();
    }
  }

  @Test
  void shouldRefuseStrangersThatSayNothingOrNonsense() {
    openPair(true);
    long seed = 99;
    Random random = new Random(seed);
    try (Stranger stranger = new Stranger(stage, b.transport().address())) {
      stranger.begin("");
      stage.until("ear", stranger::isConnected);
      stage.until("refusal", () -> b.count(TransportCounter.REFUSED_STRANGER) == 1);
      for (int i = 0; i < 20; i++) {
        stranger.end();
        stranger.begin("|session-id=" + (i + 1));
        byte[] words = new byte[1 + random.nextInt(20_000)];
        random.nextBytes(words);
        if (i % 2 == 0) {
          words[0] = Wire.VERSION;
          words[1] = (byte) (i % 8);
        }
        stage.until("words", () -> stranger.say(words));
      }
      stage.until(
          "refusals, seed " + seed,
          () ->
              b.count(TransportCounter.REFUSED_STRANGER)
                      + b.count(TransportCounter.REFUSED_MALFORMED)
                      + b.count(TransportCounter.REFUSED_SETTINGS)
                      + b.count(TransportCounter.REFUSED_OVERSIZED)
                  >= 21);
      assertThat(b.events).containsExactly("connected a");
      assertThatMembersGoOn();
      stage.forget();
    }
  }

  @Test
  void shouldOutliveAPortScan() throws Exception {
    openPair(true);
    long seed = 7;
    Random random = new Random(seed);
    for (int i = 0; i < 3_000; i++) {
      byte[] bytes = new byte[random.nextInt(i % 10 == 0 ? 1_400 : 120)];
      random.nextBytes(bytes);
      if (i % 2 == 0 && bytes.length > 8) {
        // as if it were Aeron's: its length, version 0, its flags, one of its types
        bytes[0] = (byte) bytes.length;
        bytes[1] = (byte) (bytes.length >> 8);
        bytes[2] = 0;
        bytes[3] = 0;
        bytes[4] = 0;
        bytes[6] = (byte) random.nextInt(14);
        bytes[7] = 0;
      }
      Stranger.throwAt(b.transport().address(), bytes);
      if (i % 20 == 0) {
        stage.round();
      }
    }
    stage.rounds(100);
    assertThat(b.events).as("seed %d", seed).containsExactly("connected a");
    byte[] frame = TestFrames.frame(1, 77, 3_000);
    stage.until("room", () -> a.offer("b", frame));
    stage.until("frame", () -> b.frames.size() == 1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldDropWhatTheNetworkSpoilsAndGoOn(boolean encryption) {
    a = stage.worker("a", settings -> settings.withEncryption(encryption));
    b = stage.worker("b", settings -> settings.withEncryption(encryption));
    long seed = 3;
    Random random = new Random(seed);
    try (UdpProxy proxy = new UdpProxy(seed, b.transport().address())) {
      stage.also(proxy::turn);
      a.transport().connect("b", proxy.address());
      stage.until("connection", () -> a.isConnectedTo("b") && b.isConnectedTo("a"));
      proxy.tampering(bytes -> spoil(bytes, random));
      int sent = 0;
      for (int i = 0; i < 2_000; i++) {
        sent += a.offer("b", TestFrames.frame(1, i, 400 + random.nextInt(2_000))) ? 1 : 0;
        stage.round();
      }
      stage.rounds(1_000);
      assertThat(b.frames.size()).as("seed %d", seed).isLessThan(sent);
      assertThat(
              b.count(TransportCounter.REFUSED_TAMPERED)
                  + b.count(TransportCounter.REFUSED_MALFORMED))
          .isPositive();
      for (byte[] frame : b.frames) {
        assertThat(FrameHeader.faultOf(frame, 0, frame.length)).isNull();
        assertThat(frame)
            .isEqualTo(TestFrames.frame(1, FrameHeader.firstSequence(frame, 0), frame.length));
      }
      proxy.tampering(bytes -> bytes);
      assertThatMembersGoOn();
    }
  }

  /** Flips a bit in the content of every tenth datagram of data; Aeron's own header is 32 bytes. */
  private static byte[] spoil(byte[] datagram, Random random) {
    boolean data = datagram.length > 200 && datagram[6] == 1;
    if (data && random.nextInt(10) == 0) {
      int at = 32 + 16 + random.nextInt(datagram.length - 48);
      datagram[at] ^= (byte) (1 << random.nextInt(8));
    }
    return datagram;
  }

  @Test
  void shouldNotTellTheSecretInText() {
    assertThat(stage.settings("a").withEncryption(true).toString())
        .doesNotContain("secret of this")
        .contains("secret=secret");
  }
}
