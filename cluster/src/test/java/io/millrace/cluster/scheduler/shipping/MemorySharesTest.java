package io.millrace.cluster.scheduler.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemorySharesTest {
  @Test
  void shouldLeaveRoomBesideTheHeap() {
    assertThat(MemoryShares.of(1024)).isEqualTo(new MemoryShares(440, 110));
    assertThat(MemoryShares.of(256)).isEqualTo(new MemoryShares(64, 32));
  }
}
