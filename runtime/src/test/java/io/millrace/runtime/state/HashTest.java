package io.millrace.runtime.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class HashTest {

  @Test
  void shouldGiveThePublishedHashesOfText() {
    assertThat(hash("")).isEqualTo(0xEF46DB3751D8E999L);
    assertThat(hash("a")).isEqualTo(0xD24EC4F1A98C6E5BL);
    assertThat(hash("abc")).isEqualTo(0x44BC2CF5AD770999L);
    assertThat(hash("Nobody inspects the spammish repetition")).isEqualTo(0xFBCEA83C8A378BF1L);
  }

  @Test
  void shouldGiveThePublishedHashesOfTheSanityBuffer() {
    byte[] buffer = new byte[101];
    int generator = (int) 2654435761L;
    for (int i = 0; i < buffer.length; i++) {
      buffer[i] = (byte) (generator >>> 24);
      generator *= generator;
    }
    assertThat(Hash.of(buffer, 0, 1)).isEqualTo(0x4FCE394CC88952D8L);
    assertThat(Hash.of(buffer, 0, 14)).isEqualTo(0xCFFA8DB881BC3A3DL);
    assertThat(Hash.of(buffer, 0, 101)).isEqualTo(0x0EAB543384F878ADL);
  }

  @Test
  void shouldGiveTheHashesOfAnotherImplementationForEveryLength() {
    byte[] bytes = new byte[72];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 7 + 1);
    }
    long sum = 0;
    for (int length = 0; length <= 64; length++) {
      for (int at = 0; at < 8; at++) {
        sum = sum * 31 + Hash.of(bytes, at, length);
      }
    }
    assertThat(Hash.of(bytes, 0, 9)).isEqualTo(0x9E8ADF2A0CCDB6DAL);
    assertThat(sum).isEqualTo(0x9D4601966D529987L);
  }

  @Test
  void shouldNotDependOnWhereTheBytesAre() {
    byte[] bytes = "xyabcz".getBytes(StandardCharsets.UTF_8);
    assertThat(Hash.of(bytes, 2, 3)).isEqualTo(hash("abc"));
  }

  @Test
  void shouldSpreadHashesOverAllPartitionsInOrder() {
    assertThat(Hash.partition(0, 16)).isZero();
    assertThat(Hash.partition(-1, 16)).isEqualTo(15);
    assertThat(Hash.partition(1L << 63, 16)).isEqualTo(8);
  }

  private static long hash(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Hash.of(bytes, 0, bytes.length);
  }
}
