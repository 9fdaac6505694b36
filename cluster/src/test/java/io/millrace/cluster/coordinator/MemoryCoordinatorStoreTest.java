package io.millrace.cluster.coordinator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MemoryCoordinatorStoreTest extends CoordinatorStoreContract {
  private final MemoryCoordinatorStore.Shelf shelf = new MemoryCoordinatorStore.Shelf();

  @Override
  CoordinatorStore open() {
    return new MemoryCoordinatorStore(shelf);
  }

  @Test
  void shouldJudgeWhatIsWritten() {
    CoordinatorStore store = open();
    store.begin();
    store.write(application(7, "one", 2));

    assertThatThrownBy(() -> store.write(application(7, "one", 1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("revision fell");
  }
}
