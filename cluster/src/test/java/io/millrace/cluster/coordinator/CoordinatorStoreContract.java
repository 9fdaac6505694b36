package io.millrace.cluster.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cluster.control.DeployedCode;
import io.millrace.cluster.control.Durability;
import io.millrace.cluster.coordinator.StoredApplication.Phase;
import io.millrace.cluster.coordinator.StoredApplication.StoredPlace;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every {@link CoordinatorStore} keeps to. */
abstract class CoordinatorStoreContract {

  /** A coordinator's store, over what those before it wrote. */
  abstract CoordinatorStore open();

  /** One with something in every field. */
  static StoredApplication application(long number, String name, long revision) {
    return application(number, name, revision, true);
  }

  static StoredApplication application(long number, String name, long revision, boolean founded) {
    return new StoredApplication(
        number,
        name,
        Phase.STOPPING,
        true,
        true,
        revision,
        new DeployedCode(2, "hash2", "b.jar", "second", Map.of("in", "/data/\u00e4\n\"b\"")),
        List.of(new DeployedCode(1, "hash1", "a.jar", null, Map.of())),
        new byte[] {0, -1, 127},
        Durability.REPLICATED,
        true,
        true,
        3,
        77,
        List.of(
            new StoredPlace(0, 5, "w1", 4, "w2", 9, true, founded),
            new StoredPlace(1, 6, "w2", -1, null, 0, false, false),
            new StoredPlace(2, 0, null, 0, null, 0, false, false)),
        List.of(new PartitionEvent(0, 5, "w1", 1_700_000_000_000L, "moved from w3", 12)));
  }

  static void assertSame(List<StoredApplication> found, StoredApplication... expected) {
    // arrays in records are the same only if they are one
    assertThat(found).usingRecursiveComparison().isEqualTo(List.of(expected));
  }

  private CoordinatorStore begin() {
    CoordinatorStore store = open();
    store.begin();
    return store;
  }

  @Test
  void shouldBeEmptyAtFirst() {
    assertThat(begin().read()).isEmpty();
  }

  @Test
  void shouldRaiseTheTermWithEveryCoordinator() {
    int first = open().begin();
    int second = open().begin();

    assertThat(first).isPositive();
    assertThat(second).isGreaterThan(first);
    assertThat(open().begin()).isGreaterThan(second);
  }

  @Test
  void shouldGiveEveryLaterCoordinatorWhatWasWritten() {
    StoredApplication one = application(7, "one", 1);
    StoredApplication other = application(Long.MIN_VALUE, "another", 8);
    CoordinatorStore store = begin();
    store.write(one);
    store.write(other);

    assertSame(store.read(), other, one);
    assertSame(begin().read(), other, one);
    assertSame(begin().read(), other, one);
  }

  @Test
  void shouldReplaceAnApplicationAsAWhole() {
    CoordinatorStore store = begin();
    store.write(application(7, "one", 1));
    StoredApplication newer = application(7, "one", 2);
    store.write(newer);

    assertSame(store.read(), newer);
    assertSame(begin().read(), newer);
  }

  @Test
  void shouldKeepWhatIsNotThere() {
    StoredApplication bare =
        new StoredApplication(
            1,
            "bare",
            Phase.RUNNING,
            false,
            false,
            0,
            new DeployedCode(1, "hash", "a.jar", null, Map.of()),
            List.of(),
            new byte[0],
            Durability.MIRRORED,
            false,
            false,
            null,
            0,
            List.of(),
            List.of());
    begin().write(bare);

    assertSame(begin().read(), bare);
  }

  @Test
  void shouldForgetWhatIsDeleted() {
    StoredApplication kept = application(8, "kept", 1);
    CoordinatorStore store = begin();
    store.write(application(7, "one", 1));
    store.write(kept);

    store.delete(7);

    assertSame(store.read(), kept);
    assertSame(begin().read(), kept);
    CoordinatorStore last = begin();
    assertThatCode(() -> last.delete(7)).doesNotThrowAnyException();
  }

  @Test
  void shouldKeepWhatIsWrittenOfWorkers() {
    CoordinatorStore store = begin();
    assertThat(store.readWorkers().drained()).isEmpty();
    store.write(new StoredWorkers(List.of("w1", "w3")));
    store.write(new StoredWorkers(List.of("w3")));

    assertThat(store.readWorkers().drained()).containsExactly("w3");
    assertThat(begin().readWorkers().drained()).containsExactly("w3");
    CoordinatorStore last = begin();
    assertThat(last.readWorkers().drained()).containsExactly("w3");
    assertThat(last.read()).isEmpty();
    assertThatThrownBy(() -> store.write(new StoredWorkers(List.of())))
        .isInstanceOf(DeposedException.class);
    assertThat(begin().readWorkers().drained()).containsExactly("w3");
  }

  @Test
  void shouldRefuseWhatAnEarlierCoordinatorWrites() {
    StoredApplication before = application(7, "one", 1);
    CoordinatorStore earlier = begin();
    earlier.write(before);
    CoordinatorStore later = begin();

    assertThatThrownBy(() -> earlier.write(application(7, "one", 2)))
        .isInstanceOf(DeposedException.class)
        .hasMessageContaining("another coordinator has taken over");
    assertThatThrownBy(() -> earlier.write(application(9, "new", 1)))
        .isInstanceOf(DeposedException.class);
    assertThatThrownBy(() -> earlier.delete(7)).isInstanceOf(DeposedException.class);

    assertSame(later.read(), before);
    assertSame(begin().read(), before);
  }

  @Test
  void shouldRefuseAnEarlierCoordinatorForEver() {
    CoordinatorStore first = begin();
    CoordinatorStore second = begin();
    CoordinatorStore third = begin();
    third.write(application(7, "one", 1));

    assertThatThrownBy(() -> first.write(application(7, "one", 2)))
        .isInstanceOf(DeposedException.class);
    assertThatThrownBy(() -> second.write(application(7, "one", 2)))
        .isInstanceOf(DeposedException.class);
    third.write(application(7, "one", 3));
    assertThat(begin().read()).extracting(StoredApplication::revision).containsExactly(3L);
  }
}
