package io.millrace.runtime.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runtime.frame.Bits;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HeapStateTableTest extends StateTableContract {
  private static final int MANY = 1_000_000;

  private final byte[] key = new byte[9];
  private final byte[] value = new byte[4096];

  @Override
  StateTable create() {
    return new HeapStateTable();
  }

  private void put(StateTable table, long number, int bytes) {
    Bits.putLong(key, 0, number);
    Bits.putLong(value, 0, number);
    table.put(hash(key), key, 0, 9, value, 0, bytes);
  }

  private boolean remove(StateTable table, long number) {
    Bits.putLong(key, 0, number);
    return table.remove(hash(key), key, 0, 9);
  }

  private boolean holds(StateTable table, long number) {
    Bits.putLong(key, 0, number);
    return table.find(hash(key), key, 0, 9)
        && Bits.getLong(table.valueArray(), table.valueOffset()) == number;
  }

  @Test
  void shouldBeSmallWhenItHoldsLittle() {
    StateTable table = create();
    assertThat(table.sizeBytes()).isLessThan(256);
    put(table, 1, 16);
    assertThat(table.sizeBytes()).isLessThan(2048);
  }

  @Test
  void shouldReuseTheSpaceOfRemovedEntriesForOtherSizes() {
    StateTable table = create();
    for (int bytes : new int[] {16, 40, 24, 100, 8, 60}) {
      for (int i = 0; i < MANY; i++) {
        put(table, i, bytes);
      }
      long full = table.sizeBytes();
      assertThat(full).isLessThan((long) MANY * (8 + 9 + bytes + 7 + 30) * 9 / 8);
      for (int i = 0; i < MANY; i++) {
        if (!holds(table, i) || !remove(table, i)) {
          throw new AssertionError("lost: key=" + i + ", value bytes=" + bytes);
        }
      }
      assertThat(table.entries()).isZero();
      assertThat(table.sizeBytes()).isLessThan(128 * 1024);
    }
  }

  @Test
  void shouldGiveSpaceBackWhenOnlyFewEntriesAreLeft() {
    StateTable table = create();
    for (int i = 0; i < MANY; i++) {
      put(table, i, 16);
    }
    long full = table.sizeBytes();
    for (int i = 0; i < MANY; i++) {
      if (i % 100 != 0) {
        remove(table, i);
      }
    }
    assertThat(table.entries()).isEqualTo(MANY / 100);
    assertThat(table.sizeBytes()).isLessThan(full / 8);
    for (int i = 0; i < MANY; i++) {
      if (holds(table, i) != (i % 100 == 0)) {
        throw new AssertionError("wrong: key=" + i);
      }
    }
  }

  @Test
  void shouldNotGrowWhenSizesKeepChanging() {
    StateTable table = create();
    Random random = new Random(3);
    long afterFirst = 0;
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 50_000; i++) {
        put(table, random.nextInt(10_000), 8 + random.nextInt(500));
      }
      afterFirst = round == 0 ? table.sizeBytes() : afterFirst;
    }
    assertThat(table.sizeBytes()).isLessThan(afterFirst * 3 / 2);
  }

  @Test
  void shouldTellKeysApartWhoseHashesCollide() {
    Map<Integer, Long> byTag = new HashMap<>();
    StateTable table = create();
    int collisions = 0;
    for (long i = 0; collisions < 3; i++) {
      Bits.putLong(key, 0, i);
      Long other = byTag.put((int) hash(key), i);
      if (other != null) {
        collisions++;
        put(table, other, 16);
        assertThat(holds(table, i)).isFalse();
        put(table, i, 16);
        assertThat(holds(table, other)).isTrue();
        assertThat(remove(table, other)).isTrue();
        assertThat(holds(table, i)).isTrue();
        assertThat(holds(table, other)).isFalse();
      }
    }
  }

  @Test
  void shouldTakeManyEntriesWithEqualTags() {
    BlockPages pages = new BlockPages();
    HashIndex index = new HashIndex(pages);
    int[] refs = new int[20_000];
    for (int i = 0; i < refs.length; i++) {
      refs[i] = pages.allocate(32);
      pages.header(refs[i], 0, 4, 0);
      Bits.putInt(pages.array(refs[i]), BlockPages.offset(refs[i]) + 8, i);
      index.insert(i % 4, refs[i]);
    }
    assertThat(index.sizeBytes()).isLessThan(1 << 20);
    byte[] number = new byte[4];
    for (int i = 0; i < refs.length; i += 97) {
      Bits.putInt(number, 0, i);
      assertThat(index.find(i % 4, number, 0, 4)).isEqualTo(refs[i]);
    }
  }

  @Test
  void shouldNotAllocateOnUpdate() {
    StateTable table = create();
    put(table, 1, 16);
    long size = table.sizeBytes();
    byte[] before = found(table);
    for (int i = 0; i < 1000; i++) {
      put(table, 1, 16);
    }
    assertThat(found(table)).isSameAs(before);
    assertThat(table.sizeBytes()).isEqualTo(size);
  }

  private byte[] found(StateTable table) {
    assertThat(holds(table, 1)).isTrue();
    return table.valueArray();
  }
}
