package io.millrace.runtime.frame;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OriginTest {

  @Test
  void shouldKeepTheNumbersThatStandInJournals() {
    assertThat(Origin.ofPartition(3)).isEqualTo(0x0100000000000003L);
    assertThat(Long.toHexString(Origin.ofSplit("clicks", "a.jsonl"))).isEqualTo("2bc18b4040d4f2d");
    assertThat(Long.toHexString(Origin.ofClient("shop-1"))).isEqualTo("338d6f42b9825ff");
  }

  @Test
  void shouldTellAPartitionFromOtherOrigins() {
    assertThat(Origin.isPartition(Origin.ofPartition(1_023))).isTrue();
    assertThat(Origin.partition(Origin.ofPartition(1_023))).isEqualTo(1_023);
    assertThat(Origin.isPartition(Origin.ofSplit("clicks", "a"))).isFalse();
    assertThat(Origin.isPartition(Origin.ofClient("a"))).isFalse();
  }

  @Test
  void shouldTellSourceAndSplitApart() {
    assertThat(Origin.ofSplit("ab", "c")).isNotEqualTo(Origin.ofSplit("a", "bc"));
  }

  @Test
  void shouldDescribeOriginsForPeople() {
    assertThat(Origin.describe(Origin.ofPartition(3))).isEqualTo("partition-3");
    assertThat(Origin.describe(Origin.ofSplit("clicks", "a.jsonl"))).startsWith("split-");
    assertThat(Origin.describe(Origin.ofClient("shop-1"))).startsWith("client-");
    assertThat(Origin.describe(0x0900000000000001L)).isEqualTo("origin-900000000000001");
  }
}
