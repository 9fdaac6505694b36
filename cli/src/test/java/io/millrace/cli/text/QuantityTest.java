package io.millrace.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuantityTest {
  @Test
  void shouldReadWell() {
    assertThat(Quantity.count(1_234_567)).isEqualTo("1,234,567");
    assertThat(Quantity.rate(950)).isEqualTo("950/s");
    assertThat(Quantity.rate(48_211.4)).isEqualTo("48,211/s");
    assertThat(Quantity.rate(5_200_000)).isEqualTo("5.20 M/s");
    assertThat(Quantity.bytes(512)).isEqualTo("512 B");
    assertThat(Quantity.bytes(1536)).isEqualTo("1.5 KiB");
    assertThat(Quantity.bytes(5L << 40)).isEqualTo("5.0 TiB");
    assertThat(Quantity.seconds(0.84)).isEqualTo("0.8 s");
    assertThat(Quantity.seconds(125)).isEqualTo("2:05");
    assertThat(Quantity.seconds(3725)).isEqualTo("1:02:05");
  }
}
