package io.millrace.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.TypeVariable;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class TypeArgumentsTest {
  interface Swapped<A, B> extends Function<B, A> {}

  abstract static class Middle<T> implements Swapped<Long, T> {}

  abstract static class Bottom extends Middle<String> {}

  abstract static class Same implements UnaryOperator<Integer> {}

  abstract static class Open<T> implements Function<T, String> {}

  @Test
  void shouldFollowTypeVariablesThroughParents() {
    assertThat(TypeArguments.of(Bottom.class, Function.class))
        .containsExactly(String.class, Long.class);
    assertThat(TypeArguments.of(Same.class, Function.class))
        .containsExactly(Integer.class, Integer.class);
  }

  @Test
  void shouldLeaveOpenWhatTheClassLeavesOpen() {
    assertThat(TypeArguments.of(Open.class, Function.class)[0]).isInstanceOf(TypeVariable.class);
    assertThat(TypeArguments.of(String.class, Function.class)).isNull();
  }
}
