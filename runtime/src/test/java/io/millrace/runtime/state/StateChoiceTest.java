package io.millrace.runtime.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StateChoiceTest {
  @Test
  void shouldBeTheHeapUnlessAskedOtherwise() {
    assertThat(StateChoice.of(null, null)).isEqualTo(StateChoice.HEAP);
    assertThat(StateChoice.of("heap", null)).isEqualTo(StateChoice.HEAP);
  }

  @Test
  void shouldRefuseWhatIsNotHereOrMakesNoSense() {
    assertThatThrownBy(() -> StateChoice.of("paper", null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no such state backend: state=paper; one of heap");
    assertThatThrownBy(() -> StateChoice.of("heap", 1L << 30))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("memory for state is for backends outside the heap");
  }

  @Test
  void shouldBeInDocumentsWhetherItsBackendIsHereOrNot() {
    StateChoice choice = new StateChoice("paper", 256 << 20);

    assertThat(StateChoice.decode(choice.encode())).isEqualTo(choice);
    assertThat(StateChoice.decode(StateChoice.HEAP.encode())).isEqualTo(StateChoice.HEAP);
    assertThat(choice).hasToString("paper (256 MiB)");
  }

  @Test
  void shouldRefuseDocumentsThatAreNotUnderstood() {
    for (String text : new String[] {"", "paper", "paper,", "paper,much"}) {
      assertThatThrownBy(() -> StateChoice.decode(text))
          .as(text)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("state backend not understood");
    }
  }
}
