package io.millrace.scheduler.mesos.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordDecoderTest {
  private static final int MOST = 1000;

  private final RecordDecoder decoder = new RecordDecoder(MOST);
  private final List<String> records = new ArrayList<>();

  private void decode(String text) throws RecordException {
    decoder.decode(
        ByteBuffer.wrap(text.getBytes(US_ASCII)),
        record -> records.add(new String(record, US_ASCII)));
  }

  @Test
  void shouldCutRecordsThatComeTogether() throws RecordException {
    decode("3\nabc0\n5\nde\nfg");
    assertThat(records).containsExactly("abc", "", "de\nfg");
    assertThat(decoder.isBetweenRecords()).isTrue();
  }

  @Test
  void shouldJoinARecordThatComesByteByByte() throws RecordException {
    for (char next : "12\nhello, world1\nx".toCharArray()) {
      decode(String.valueOf(next));
    }
    assertThat(records).containsExactly("hello, world", "x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3\nab", "3", "3\n", "1\na2\nb"})
  void shouldTellThatARecordIsCutOff(String text) throws RecordException {
    decode(text);
    assertThat(decoder.isBetweenRecords()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\n", "-1\n", "+3\nabc", " 3\nabc", "3\r\nabc", "0x3\n", "abc", "99999999999"})
  void shouldRefuseWhatIsNoLength(String text) {
    assertThatThrownBy(() -> decode(text)).isInstanceOf(RecordException.class);
    assertThatThrownBy(() -> decode("1\na")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldRefuseARecordThatIsTooLargeBeforeItComes() throws RecordException {
    decode("1000\n" + "x".repeat(1000));
    assertThat(records).hasSize(1);
    assertThatThrownBy(() -> decode("1001\n"))
        .isInstanceOf(RecordException.class)
        .hasMessageContaining("bytes=1001, most=1000");
  }

  @Test
  void shouldNotReserveWhatALengthOnlyPromises() throws RecordException {
    RecordDecoder many = new RecordDecoder(Integer.MAX_VALUE);
    many.decode(ByteBuffer.wrap("2147483647\nx".getBytes(US_ASCII)), record -> {});
    assertThat(many.isBetweenRecords()).isFalse();
  }

  @Test
  void shouldBeOfNoMoreUseAfterASinkHasRefused() {
    assertThatThrownBy(
            () ->
                decoder.decode(
                    ByteBuffer.wrap("1\na1\nb".getBytes(US_ASCII)),
                    record -> {
                      throw new RecordException("not this one");
                    }))
        .isInstanceOf(RecordException.class);
    assertThatThrownBy(() -> decode("1\na")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldGiveTheSameRecordsHoweverTheyAreSplit() throws RecordException {
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      List<String> sent = new ArrayList<>();
      StringBuilder stream = new StringBuilder();
      for (int i = random.nextInt(20); i >= 0; i--) {
        String record = String.valueOf((char) ('a' + i)).repeat(random.nextInt(MOST));
        sent.add(record);
        stream.append(record.length()).append('\n').append(record);
      }
      RecordDecoder split = new RecordDecoder(MOST);
      List<String> got = new ArrayList<>();
      byte[] bytes = stream.toString().getBytes(US_ASCII);
      for (int at = 0; at < bytes.length; ) {
        int length = Math.min(bytes.length - at, 1 + random.nextInt(1 + random.nextInt(3000)));
        split.decode(
            ByteBuffer.wrap(bytes, at, length), record -> got.add(new String(record, US_ASCII)));
        at += length;
      }
      assertThat(got).as("seed " + seed).isEqualTo(sent);
      assertThat(split.isBetweenRecords()).as("seed " + seed).isTrue();
    }
  }

  @Test
  void shouldEitherDecodeOrRefuseWhateverComes() {
    for (int seed = 0; seed < 5000; seed++) {
      Random random = new Random(seed);
      RecordDecoder fuzzed = new RecordDecoder(MOST);
      ByteArrayOutputStream decoded = new ByteArrayOutputStream();
      byte[] bytes = new byte[random.nextInt(200)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) "0123456789\n\nx".charAt(random.nextInt(13));
      }
      try {
        fuzzed.decode(ByteBuffer.wrap(bytes), decoded::writeBytes);
      } catch (RecordException e) {
        assertThat(e.getMessage()).as("seed " + seed).isNotEmpty();
      }
      assertThat(decoded.size()).as("seed " + seed).isLessThanOrEqualTo(bytes.length);
    }
  }
}
