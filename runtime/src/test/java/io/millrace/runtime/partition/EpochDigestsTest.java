package io.millrace.runtime.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runtime.state.FoldDigest;
import java.util.List;
import org.junit.jupiter.api.Test;

class EpochDigestsTest {
  private static final byte[] VALUE = {1, 2, 3};

  private static void emit(FoldDigest digest, long keyHash) {
    digest.emits(1, 2, 500, keyHash, VALUE, VALUE.length);
  }

  @Test
  void shouldGiveNoDigestBeforeAWholeEpochWasFolded() {
    FoldDigest running = new FoldDigest();
    EpochDigests digests = new EpochDigests(running);
    digests.begin();
    assertThat(digests.newest()).isEqualTo(-1);
    emit(running, 7);
    digests.onEpoch(5);
    assertThat(digests.has(5)).isFalse();
    emit(running, 8);
    digests.onEpoch(6);
    assertThat(digests.newest()).isEqualTo(6);
    assertThat(digests.has(6)).isTrue();
  }

  @Test
  void shouldHaveTheSameDigestWhereverItBegan() {
    FoldDigest early = new FoldDigest();
    EpochDigests first = new EpochDigests(early);
    FoldDigest late = new FoldDigest();
    EpochDigests second = new EpochDigests(late);
    first.begin();
    second.begin();
    emit(early, 1);
    first.onEpoch(1);
    emit(early, 2);
    first.onEpoch(2);
    second.onEpoch(2);
    emit(early, 3);
    emit(late, 3);
    first.onEpoch(3);
    second.onEpoch(3);
    assertThat(second.of(3)).isEqualTo(first.of(3)).isNotEqualTo(first.of(2));
  }

  @Test
  void shouldBeginAnewWhenNobodyComparedForAWhile() {
    EpochDigests digests = new EpochDigests(new FoldDigest());
    digests.onEpoch(1);
    digests.begin();
    digests.onEpoch(2);
    digests.begin();
    digests.onEpoch(3);
    digests.end();
    digests.onEpoch(4);
    digests.begin();
    digests.onEpoch(5);
    digests.onEpoch(6);
    assertThat(List.of(1L, 2L, 3L, 4L, 5L, 6L)).filteredOn(digests::has).containsExactly(3L, 6L);
  }

  @Test
  void shouldTellWhatIsEmittedInAnotherOrder() {
    FoldDigest one = new FoldDigest();
    one.on(true);
    emit(one, 1);
    emit(one, 2);
    FoldDigest other = new FoldDigest();
    other.on(true);
    emit(other, 2);
    emit(other, 1);
    assertThat(one.take()).isNotEqualTo(other.take());
  }

  @Test
  void shouldForgetEpochsThatAreLongPast() {
    EpochDigests digests = new EpochDigests(new FoldDigest());
    digests.begin();
    for (long epoch = 1; epoch <= 1_000; epoch++) {
      digests.onEpoch(epoch);
    }
    assertThat(digests.has(1_000)).isTrue();
    assertThat(digests.has(2)).isFalse();
    assertThat(digests.newest()).isEqualTo(1_000);
  }
}
