package io.millrace.runtime.state;

import static io.millrace.runtime.state.TestCodecs.key;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ValueStateTest {
  private final PartitionState state = new PartitionState();

  private ValueState<String> values(long expiryMs) {
    return new ValueState<>(state.table(1), TestCodecs.TEXT, expiryMs);
  }

  @Test
  void shouldKeepTheLastValueOfEachKey() {
    ValueState<String> values = values(0);
    assertThat(values.get(key("a"), 0)).isNull();
    values.put(key("a"), "one", 0);
    values.put(key("b"), "", 0);
    values.put(key("a"), "three", 0);
    assertThat(values.get(key("a"), Long.MAX_VALUE)).isEqualTo("three");
    assertThat(values.get(key("b"), 0)).isEmpty();
    values.remove(key("a"));
    assertThat(values.get(key("a"), 0)).isNull();
  }

  @Test
  void shouldForgetAValueExactlyWhenItExpires() {
    ValueState<String> values = values(100);
    values.put(key("a"), "x", 1000);
    assertThat(values.get(key("a"), 1099)).isEqualTo("x");
    assertThat(values.get(key("a"), 1100)).isNull();
    values.put(key("a"), "y", 1100);
    assertThat(values.get(key("a"), 1199)).isEqualTo("y");
  }

  @Test
  void shouldNeverExpireWhenTheTimeOverflows() {
    ValueState<String> values = values(Long.MAX_VALUE);
    values.put(key("a"), "x", 1000);
    assertThat(values.get(key("a"), Long.MAX_VALUE - 1)).isEqualTo("x");
  }

  @Test
  void shouldSweepOnlyWhatHasExpiredAndChangeNothingVisible() {
    ValueState<String> values = values(100);
    for (int i = 0; i < 1000; i++) {
      values.put(key("k" + i), "v" + i, i);
    }
    long digest = state.digest(600);
    assertThat(digest).isNotEqualTo(state.digest(0));
    int removed = 0;
    for (int i = 0; i < 1000; i++) {
      removed += values.sweep(600, 7);
    }
    assertThat(removed).isEqualTo(501);
    assertThat(state.table(1).entries()).isEqualTo(499);
    assertThat(state.digest(600)).isEqualTo(digest);
    for (int i = 0; i < 1000; i++) {
      assertThat(values.get(key("k" + i), 600)).isEqualTo(i + 100 > 600 ? "v" + i : null);
    }
  }
}
