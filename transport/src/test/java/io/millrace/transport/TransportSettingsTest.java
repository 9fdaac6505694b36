package io.millrace.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.runtime.channel.ChannelSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TransportSettingsTest {
  private final TransportSettings settings = TransportSettings.of("a", 1, Stage.SECRET);

  @Test
  void shouldListEveryFault() {
    assertThatThrownBy(
            () ->
                new TransportSettings(
                    "",
                    1,
                    null,
                    true,
                    "a|b",
                    70_000,
                    "x y",
                    0,
                    settings.directory(),
                    Threading.AGENT,
                    1_000,
                    5,
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "name=",
            "no secret",
            "host=a|b",
            "advertisedHost=x y",
            "port=70000",
            "mtu=1000",
            "maxFrameBytes=5",
            "liveness=PT0S");
  }

  @Test
  void shouldRefuseAShortSecret() {
    assertThatThrownBy(() -> ClusterSecret.of(new byte[15])).hasMessageContaining("bytes=15");
  }

  @Test
  void shouldHaveRoomForTheLargestFrameOfAChannel() {
    ChannelSettings channels = ChannelSettings.DEFAULT;
    assertThat(settings.maxFrameBytes())
        .isGreaterThan(channels.frameBytes() + channels.recordBytes() + 12 * 65_536);
  }

  @Test
  void shouldReadAddresses() {
    assertThat(WorkerAddress.parse("worker-1.example:4000"))
        .isEqualTo(new WorkerAddress("worker-1.example", 4000));
    assertThat(WorkerAddress.parse("[::1]:4000").host()).isEqualTo("[::1]");
    for (String text :
        new String[] {
          "",
          "host",
          "host:",
          "host:0",
          "host:65536",
          ":1",
          "a b:1",
          "a|mtu=9:1",
          "host:-1",
          "host:99999999999"
        }) {
      assertThatThrownBy(() -> WorkerAddress.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void shouldChooseThreadsByTheNumberOfProcessors() {
    assertThat(Threading.forProcessors(1)).isEqualTo(Threading.AGENT);
    assertThat(Threading.forProcessors(2)).isEqualTo(Threading.AGENT);
    assertThat(Threading.forProcessors(8)).isEqualTo(Threading.SHARED);
    assertThat(Threading.forProcessors(64)).isEqualTo(Threading.DEDICATED);
  }
}
