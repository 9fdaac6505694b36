package io.millrace.runtime.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.ByteInput;
import io.millrace.functions.Codec;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeyCodecTest {
  private enum Color {
    RED,
    GREEN {
      @Override
      public String toString() {
        return "green";
      }
    }
  }

  private record Device(String user, int number, Color color, List<Short> parts) {}

  private record Tree(int value, List<Tree> children) {}

  private record Tagged<T>(T tag) {}

  private record Odd(Thread thread) {}

  record Odder(Odd odd, java.util.Date date) {}

  private record Nothing() {}

  private static final List<Object> KEYS =
      List.of(
          1L,
          Long.MIN_VALUE,
          "text",
          "",
          "\u00fc\u20ac",
          true,
          false,
          'c',
          1.5,
          Instant.parse("2026-01-31T12:00:00.5Z"),
          LocalDate.of(2026, 1, 31),
          new UUID(1, 2),
          List.of(),
          List.of("u1", 42L, List.of(true, '\'')),
          List.of("a\"b\\c", LocalDate.of(-5, 1, 1), Instant.EPOCH, Double.NaN, -1e-300));

  private static String hex(Object key) {
    return HexFormat.of().formatHex(Bytes.key(key));
  }

  private static <K> K as(Class<K> type, Object key) {
    return Bytes.decode(KeyCodec.codecOf(type), Bytes.key(key));
  }

  @Test
  void shouldWriteTheBytesThatTheFormatDocumentShows() {
    assertThat(hex(1)).isEqualTo("010100000000000000");
    assertThat(hex("ab")).isEqualTo("02026162");
    assertThat(hex(true)).isEqualTo("0301");
    assertThat(hex('a')).isEqualTo("046100");
    assertThat(hex(new byte[] {9})).isEqualTo("050109");
    assertThat(hex(Color.GREEN)).isEqualTo("0605475245454e");
    assertThat(hex(Instant.ofEpochSecond(2, 3))).isEqualTo("07020000000000000003000000");
    assertThat(hex(new UUID(1, 2))).isEqualTo("0801000000000000000200000000000000");
    assertThat(hex(LocalDate.of(2026, 1, 31))).isEqualTo("09ea070000011f");
    assertThat(hex(1.0)).isEqualTo("0a000000000000f03f");
    assertThat(hex(List.of("a", 1))).isEqualTo("0b02" + "020161" + "010100000000000000");
  }

  @Test
  void shouldEncodeEqualKeysAlike() {
    assertThat(List.of(hex((byte) 5), hex((short) 5), hex(5))).containsOnly(hex(5L));
    assertThat(hex(-0.0)).isEqualTo(hex(0.0f));
    assertThat(hex(Double.longBitsToDouble(0x7ff8000000000001L))).isEqualTo(hex(Float.NaN));
    assertThat(hex(new Device("u", 1, Color.RED, List.of((short) 2))))
        .isEqualTo(hex(Arrays.asList("u", 1L, Color.RED, List.of(2))));
  }

  @Test
  void shouldEncodeDifferentKeysDifferently() {
    List<Object> keys = new ArrayList<>(KEYS);
    keys.addAll(List.of("1", "true", "c", "1.5", Color.RED, "RED", List.of("RED"), new byte[0]));
    assertThat(keys.stream().map(KeyCodecTest::hex)).doesNotHaveDuplicates();
  }

  @Test
  void shouldReadBackWhatKeysDescribe() {
    for (Object key : KEYS) {
      ByteInput in = new ByteInput(Bytes.key(key));
      assertThat(KeyCodec.decode(in)).isEqualTo(key);
      assertThat(in.remaining()).isZero();
    }
    assertThat(KeyCodec.decode(new ByteInput(Bytes.key(Color.RED)))).isEqualTo("RED");
  }

  @Test
  void shouldReadBackTheWantedClass() {
    assertThat(as(Integer.class, 5L)).isEqualTo(5);
    assertThat(as(Short.class, 5)).isEqualTo((short) 5);
    assertThat(as(Byte.class, 5)).isEqualTo((byte) 5);
    assertThat(as(int.class, 5)).isEqualTo(5);
    assertThat(as(Float.class, 0.5)).isEqualTo(0.5f);
    assertThat(as(Color.class, Color.GREEN)).isEqualTo(Color.GREEN);
    assertThat(as(byte[].class, new byte[] {1})).containsExactly(1);
    assertThat(as(Object.class, 5)).isEqualTo(5L);
    assertThat(as(Nothing.class, new Nothing())).isEqualTo(new Nothing());
    Device device = new Device("u", 1, Color.RED, List.of((short) 2, (short) 3));
    assertThat(as(Device.class, device)).isEqualTo(device);
    Tree tree = new Tree(1, List.of(new Tree(2, List.of())));
    assertThat(as(Tree.class, tree)).isEqualTo(tree);
    assertThat(as(Tagged.class, new Tagged<>(7))).isEqualTo(new Tagged<>(7L));
  }

  @Test
  void shouldRefuseWhatIsNoKey() {
    assertThatThrownBy(() -> Bytes.key(null)).hasMessageStartingWith("key is null");
    assertThatThrownBy(() -> Bytes.key(new Device("u", 1, null, List.of())))
        .hasMessageContaining("KeyCodecTest$Device, component=2");
    assertThatThrownBy(() -> Bytes.key(new Object()))
        .hasMessageStartingWith("key type not supported: type=java.lang.Object");
    assertThatThrownBy(() -> KeyCodec.codecOf(Odd.class))
        .isInstanceOf(UnsupportedTypeException.class)
        .hasMessageContaining("at=Odd.thread");
    assertThatThrownBy(() -> KeyCodec.codecOf(Odder.class))
        .hasMessageContainingAll(
            "type=java.lang.Thread, at=Odder.odd.thread;", "at=Odder.date; no key");
    List<Object> endless = new ArrayList<>();
    endless.add(endless);
    assertThatThrownBy(() -> Bytes.key(endless)).hasMessageContaining("nested too deeply");
  }

  @Test
  void shouldRefuseKeysThatDoNotFit() {
    assertThatThrownBy(() -> as(Integer.class, 1L << 31)).hasMessageContaining("number=2147483648");
    assertThatThrownBy(() -> as(String.class, 1)).hasMessageContaining("wanted string");
    assertThatThrownBy(() -> as(Long.class, "1")).hasMessageContaining("wanted integral");
    assertThatThrownBy(() -> as(Device.class, List.of("u"))).hasMessageContaining("components=1");
    byte[] gone = Bytes.key(Color.RED);
    gone[2] = 'X';
    assertThatThrownBy(() -> Bytes.decode(KeyCodec.codecOf(Color.class), gone))
        .hasMessageContaining("constant=XED");
  }

  @Test
  void shouldRefuseMalformedKeys() {
    Codec<Object> codec = KeyCodec.codecOf(Object.class);
    for (Object key : KEYS) {
      byte[] encoded = Bytes.key(key);
      for (int length = 0; length < encoded.length; length++) {
        ByteInput in = new ByteInput().wrap(encoded, 0, length);
        assertThatThrownBy(() -> codec.decode(in)).isInstanceOf(IllegalStateException.class);
      }
    }
    byte[] nested = new byte[100_000];
    Arrays.fill(nested, (byte) KeyTag.SEQUENCE);
    assertThatThrownBy(() -> codec.decode(new ByteInput(nested)))
        .isInstanceOf(IllegalStateException.class);
    Random random = new Random(7);
    for (int i = 0; i < 5000; i++) {
      byte[] noise = new byte[random.nextInt(40)];
      random.nextBytes(noise);
      try {
        KeyCodec.toText(noise, 0, noise.length);
      } catch (RuntimeException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void shouldOfferTheKeyAmongTheCandidatesOfItsText() {
    List<Object> keys = new ArrayList<>(KEYS);
    keys.addAll(List.of("12", "[1]", "x y", Color.RED, new byte[] {-1, 0}, List.of(Color.RED)));
    for (Object key : keys) {
      byte[] encoded = Bytes.key(key);
      String text = KeyCodec.toText(encoded, 0, encoded.length);
      assertThat(KeyCodec.encodeCandidates(text)).as(text).contains(encoded);
    }
  }

  @Test
  void shouldOfferTheLikeliestCandidateFirst() {
    assertThat(KeyCodec.encodeCandidates("42")).containsExactly(Bytes.key(42), Bytes.key("42"));
    assertThat(KeyCodec.encodeCandidates("RED"))
        .containsExactly(Bytes.key("RED"), Bytes.key(Color.RED));
    assertThat(KeyCodec.encodeCandidates("user-1")).containsExactly(Bytes.key("user-1"));
    assertThat(KeyCodec.encodeCandidates("[ \"u1\", 42 ]").get(0))
        .isEqualTo(Bytes.key(List.of("u1", 42)));
    for (String odd :
        List.of(
            "",
            "[",
            "[1",
            "[1,",
            "\"a",
            "\"a\\",
            "'",
            "'ab'",
            "0x1",
            "[1]]",
            "99999999999999999999",
            "2026-13-01")) {
      assertThat(KeyCodec.encodeCandidates(odd)).as(odd).containsExactly(Bytes.key(odd));
    }
  }
}
