package io.millrace.runtime.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every table of state must do. */
abstract class StateTableContract {

  /** An empty table. */
  abstract StateTable create();

  /** A table beside the map that it must equal. */
  static final class Modelled {
    final StateTable table;
    final Map<ByteBuffer, byte[]> model = new HashMap<>();

    Modelled(StateTable table) {
      this.table = table;
    }

    void put(byte[] key, byte[] value) {
      // neither key nor value stands at the beginning of its array
      byte[] keys = padded(key);
      byte[] values = padded(value);
      table.put(hash(key), keys, 3, key.length, values, 3, value.length);
      model.put(ByteBuffer.wrap(key), value);
    }

    void remove(byte[] key) {
      boolean was = table.remove(hash(key), padded(key), 3, key.length);
      assertThat(was).isEqualTo(model.remove(ByteBuffer.wrap(key)) != null);
    }

    void checkKey(byte[] key) {
      byte[] expected = model.get(ByteBuffer.wrap(key));
      assertThat(table.find(hash(key), padded(key), 3, key.length)).isEqualTo(expected != null);
      if (expected != null) {
        assertThat(found()).isEqualTo(expected);
      }
    }

    private byte[] found() {
      int at = table.valueOffset();
      return Arrays.copyOfRange(table.valueArray(), at, at + table.valueLength());
    }

    void checkAll() {
      assertThat(table.entries()).isEqualTo(model.size());
      assertThat(content(table)).isEqualTo(wrapped(model));
      model.keySet().forEach(key -> checkKey(bytes(key)));
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  static Map<ByteBuffer, ByteBuffer> wrapped(Map<ByteBuffer, byte[]> model) {
    Map<ByteBuffer, ByteBuffer> wrapped = new HashMap<>();
    model.forEach((key, value) -> wrapped.put(key, ByteBuffer.wrap(value)));
    return wrapped;
  }

  static Map<ByteBuffer, ByteBuffer> content(StateTable table) {
    Map<ByteBuffer, ByteBuffer> content = new HashMap<>();
    table.forEach(
        (keys, keyAt, keyLength, values, valueAt, valueLength) -> {
          ByteBuffer key = ByteBuffer.wrap(Arrays.copyOfRange(keys, keyAt, keyAt + keyLength));
          byte[] value = Arrays.copyOfRange(values, valueAt, valueAt + valueLength);
          assertThat(content.put(key, ByteBuffer.wrap(value))).as("visited twice").isNull();
        });
    return content;
  }

  static byte[] padded(byte[] bytes) {
    byte[] padded = new byte[bytes.length + 5];
    Arrays.fill(padded, (byte) 0x55);
    System.arraycopy(bytes, 0, padded, 3, bytes.length);
    return padded;
  }

  static long hash(byte[] key) {
    return Hash.of(key, 0, key.length);
  }

  static byte[] key(int number, Random random) {
    // the length goes by the number, so that the same number is the same key
    byte[] key = new byte[number % 7 == 0 ? 300 + number % 11 : 4 + number % 20];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (number >>> (8 * (i % 4)));
    }
    return random.nextInt(400) == 0 ? new byte[0] : key;
  }

  static byte[] value(Random random) {
    int kind = random.nextInt(1000);
    int bound = kind == 0 ? 200_000 : kind < 10 ? 30_000 : kind < 100 ? 1_000 : 40;
    byte[] value = new byte[random.nextInt(bound)];
    random.nextBytes(value);
    return value;
  }

  @Test
  void shouldHoldWhatAMapHolds() {
    for (long seed = 1; seed <= 20; seed++) {
      try {
        changeAtRandom(seed);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed=" + seed, e);
      }
    }
  }

  private void changeAtRandom(long seed) {
    Random random = new Random(seed);
    Modelled modelled = new Modelled(create());
    int keys = 1 + random.nextInt(3000);
    for (int phase = 0; phase < 6; phase++) {
      int removes = new int[] {10, 50, 90}[phase % 3];
      for (int i = 0; i < 3000; i++) {
        byte[] key = key(random.nextInt(keys), random);
        if (random.nextInt(3) == 0) {
          modelled.checkKey(key);
        }
        if (random.nextInt(100) < removes) {
          modelled.remove(key);
        } else {
          modelled.put(key, value(random));
        }
        modelled.checkKey(key);
      }
      modelled.checkAll();
    }
  }

  @Test
  void shouldHoldEmptyKeysAndValues() {
    Modelled modelled = new Modelled(create());
    modelled.put(new byte[0], new byte[0]);
    modelled.put(new byte[] {1}, new byte[0]);
    modelled.checkAll();
    modelled.put(new byte[0], new byte[] {1, 2});
    modelled.checkAll();
    modelled.remove(new byte[0]);
    modelled.checkAll();
  }

  @Test
  void shouldHoldHugeValuesThatGrowAndShrink() {
    Modelled modelled = new Modelled(create());
    for (int bytes : new int[] {10, 70_000, 20_000_000, 69_000, 0, 17_000, 16_000}) {
      byte[] value = new byte[bytes];
      new Random(bytes).nextBytes(value);
      modelled.put(new byte[] {7}, value);
      modelled.put(new byte[100_000], value);
      modelled.checkAll();
    }
  }

  @Test
  void shouldTakeAValueFromItsOwnArray() {
    StateTable table = create();
    byte[] keys = {1, 2};
    byte[] value = {3, 4, 5};
    table.put(Hash.of(keys, 0, 1), keys, 0, 1, value, 0, 3);
    assertThat(table.find(Hash.of(keys, 0, 1), keys, 0, 1)).isTrue();
    byte[] source = table.valueArray();
    table.put(Hash.of(keys, 1, 1), keys, 1, 1, source, table.valueOffset(), 3);
    Modelled modelled = new Modelled(table);
    modelled.model.put(ByteBuffer.wrap(new byte[] {1}), value);
    modelled.model.put(ByteBuffer.wrap(new byte[] {2}), value);
    modelled.checkAll();
  }

  @Test
  void shouldGoOnFromWhatWasRestored() {
    Random random = new Random(6);
    Modelled modelled = new Modelled(create());
    for (int i = 1; i <= 5000; i++) {
      byte[] key = key(i, random);
      if (!modelled.model.containsKey(ByteBuffer.wrap(key))) {
        byte[] value = value(random);
        byte[] keys = padded(key);
        modelled.table.insert(hash(key), keys, 3, key.length, padded(value), 3, value.length);
        modelled.model.put(ByteBuffer.wrap(key), value);
      }
    }
    modelled.checkAll();
    for (int i = 1; i <= 5000; i++) {
      byte[] key = key(i, random);
      if (i % 3 == 0) {
        modelled.remove(key);
      } else {
        modelled.put(key, value(random));
      }
    }
    modelled.checkAll();
  }

  @Test
  void shouldRefuseAKeyThatIsTooLong() {
    StateTable table = create();
    byte[] key = new byte[StateTable.LONGEST_KEY + 1];
    assertThatThrownBy(() -> table.put(hash(key), key, 0, key.length, key, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("key too long");
    assertThat(table.entries()).isZero();
  }

  @Test
  void shouldScanEverythingInSmallSteps() {
    Random random = new Random(5);
    Modelled modelled = new Modelled(create());
    for (int i = 0; i < 5000; i++) {
      modelled.put(key(i, random), value(random));
    }
    Map<ByteBuffer, Integer> seen = new HashMap<>();
    long from = StateTable.SCAN_START;
    do {
      int before = seen.size();
      from =
          modelled.table.scan(
              from,
              7,
              (keys, at, length, values, valueAt, valueLength) ->
                  seen.merge(
                      ByteBuffer.wrap(Arrays.copyOfRange(keys, at, at + length)),
                      1,
                      (a, b) -> a + b));
      assertThat(seen.size() - before).isLessThanOrEqualTo(7);
    } while (from != StateTable.SCAN_START);
    assertThat(seen.keySet()).isEqualTo(modelled.model.keySet());
    assertThat(seen.values()).containsOnly(1);
  }
}
