package io.millrace.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.WrongUsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiPortTest {
  @Test
  void shouldTellAChosenPortFromTheUsualOne() {
    assertThat(ApiPort.parse(null)).isEqualTo(new ApiPort(7171, false));
    assertThat(ApiPort.parse("7171")).isEqualTo(new ApiPort(7171, true));
    assertThat(ApiPort.parse("0")).isEqualTo(new ApiPort(0, true));
    assertThat(ApiPort.parse("off").isOff()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "65536", "http", "99999999999"})
  void shouldRefuseWhatIsNoPort(String text) {
    assertThatThrownBy(() -> ApiPort.parse(text))
        .isInstanceOf(WrongUsageException.class)
        .hasMessageContaining("port=" + text + ";");
  }
}
