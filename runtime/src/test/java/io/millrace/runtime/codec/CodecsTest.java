package io.millrace.runtime.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.functions.Codec;
import io.millrace.functions.TypeRef;
import io.millrace.runtime.codec.RandomValues.Both;
import io.millrace.runtime.codec.RandomValues.Everything;
import io.millrace.runtime.codec.RandomValues.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CodecsTest {
  private record Pair(long first, long second) {}

  private record Order(String id, String user, long at, double amount, int items) {}

  private record Chain(Chain next) {}

  private record Worker(String name, Thread thread) {}

  private record Plan(List<Worker> workers) {}

  private record Grouped(Set<String> names, Map<String, Integer> counts) {}

  private record Growing<T>(Growing<List<T>> next) {}

  private sealed interface Result<T> permits Good, Bad {}

  private record Good<V>(V value) implements Result<V> {}

  private record Bad<T>(String reason) implements Result<T> {}

  private sealed interface Either<L, R> permits Left, Right {}

  private record Left<L, R>(L left) implements Either<L, R> {}

  private record Right<R, L>(R right) implements Either<L, R> {}

  @SuppressWarnings("ArrayRecordComponent")
  private record Blob(byte[] bytes) {}

  private record Checked(int value) {
    @SuppressWarnings("UnusedMethod")
    Checked {
      if (value < 0) {
        throw new IllegalArgumentException("negative");
      }
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void shouldWriteTheBytesThatTheFormatDocumentShows() {
    assertThat(hex(Bytes.encode(Pair.class, new Pair(1, -2))))
        .isEqualTo("0100000000000000feffffffffffffff");
    assertThat(hex(Bytes.encode(Order.class, new Order("o1", null, 7, 1.0, 3))))
        .isEqualTo("036f31" + "00" + "0700000000000000" + "000000000000f03f" + "03000000");
    assertThat(hex(Bytes.encode(Grouped.class, new Grouped(Set.of("b", "a"), null))))
        .isEqualTo("05" + "0261" + "0262" + "00");
    assertThat(hex(Bytes.encode(new TypeRef<List<Long>>() {}.type(), Arrays.asList(1L, null))))
        .isEqualTo("06" + "01" + "0100000000000000" + "00");
  }

  @Test
  void shouldReadBackRandomRecordsOfAllTypes() {
    @SuppressWarnings("unchecked")
    Codec<Everything> codec = (Codec<Everything>) Codecs.of(Everything.class);
    for (long seed = 0; seed < 1000; seed++) {
      Everything value = new RandomValues(seed).everything();
      byte[] encoded = Bytes.encode(codec, value);
      Everything decoded = Bytes.decode(codec, encoded);
      assertThat(decoded).as("seed %d", seed).isEqualTo(value);
      assertThat(Bytes.encode(codec, decoded)).as("seed %d", seed).isEqualTo(encoded);
    }
  }

  @Test
  void shouldNeverLoopNorTakeTheHeapOnMalformedBytes() {
    @SuppressWarnings("unchecked")
    Codec<Everything> codec = (Codec<Everything>) Codecs.of(Everything.class);
    int refused = 0;
    for (long seed = 0; seed < 1000; seed++) {
      Random random = new Random(seed);
      byte[] encoded = Bytes.encode(codec, new RandomValues(seed).everything());
      for (int i = random.nextInt(4); i >= 0; i--) {
        encoded[random.nextInt(encoded.length)] = (byte) random.nextInt();
      }
      int length = random.nextBoolean() ? encoded.length : random.nextInt(encoded.length);
      try {
        codec.decode(new ByteInput().wrap(encoded, 0, length));
      } catch (RuntimeException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(500);
  }

  @Test
  void shouldRefuseEveryPrefixOfAValue() {
    byte[] encoded = Bytes.encode(Order.class, new Order("id", "user", 1, 2, 3));
    for (int length = 0; length < encoded.length; length++) {
      ByteInput in = new ByteInput().wrap(encoded, 0, length);
      assertThatThrownBy(() -> Codecs.of(Order.class).decode(in))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void shouldRefuseACountThatTheInputCannotHold() {
    byte[] count = {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 7, 0, 0};
    assertThatThrownBy(() -> Bytes.decode(Codecs.of(new TypeRef<List<Long>>() {}.type()), count))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("malformed value: count=");
  }

  /** Each level claims a million children: room for all would be 4 MB a level, for thousands. */
  @Test
  void shouldMakeRoomOnlyForElementsThatAreThere() {
    ByteOutput out = new ByteOutput(2 << 20);
    for (int level = 0; level < 200_000; level++) {
      out.writeInt(level);
      out.writeVarInt(2_000_001);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    assertThatThrownBy(() -> Bytes.decode(Codecs.of(Tree.class), out.toByteArray()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("malformed value: ");
    long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    assertThat(allocated).isLessThan(500L << 20);
  }

  @Test
  void shouldRefuseNestingWithoutEnd() {
    byte[] ones = new byte[1 << 20];
    Arrays.fill(ones, (byte) 1);
    assertThatThrownBy(() -> Codecs.of(Chain.class).decode(new ByteInput(ones)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("nested too deeply");
  }

  @Test
  void shouldWriteEqualMapsAndSetsAlikeWhateverTheirOrder() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      List<String> names = new ArrayList<>();
      for (int i = random.nextInt(20); i >= 0; i--) {
        names.add("n".repeat(random.nextInt(3)) + random.nextInt(1000));
      }
      byte[] first = Bytes.encode(Grouped.class, grouped(names));
      Collections.shuffle(names, random);
      assertThat(Bytes.encode(Grouped.class, grouped(names))).as("seed %d", seed).isEqualTo(first);
      assertThat(Bytes.roundTrip(Grouped.class, grouped(names))).isEqualTo(grouped(names));
    }
  }

  private static Grouped grouped(List<String> names) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    names.forEach(name -> counts.put(name, name.hashCode()));
    return new Grouped(new LinkedHashSet<>(names), counts);
  }

  @Test
  void shouldReadBackGenericRecordsAndSealedInterfaces() {
    Type both = new TypeRef<Both<Long, List<Both<String, Integer>>>>() {}.type();
    Object value = new Both<>(1L, List.of(new Both<>("a", 2)));
    assertThat(Bytes.roundTrip(both, value)).isEqualTo(value);
    Type result = new TypeRef<Result<List<Integer>>>() {}.type();
    assertThat(Bytes.roundTrip(result, new Good<>(List.of(1, 2))))
        .isEqualTo(new Good<>(List.of(1, 2)));
    assertThat(Bytes.roundTrip(result, new Bad<>("no"))).isEqualTo(new Bad<>("no"));
    Type either = new TypeRef<Either<Long, String>>() {}.type();
    assertThat(Bytes.roundTrip(either, new Left<>(1L))).isEqualTo(new Left<>(1L));
    assertThat(Bytes.roundTrip(either, new Right<>("r"))).isEqualTo(new Right<>("r"));
  }

  @Test
  void shouldReadBackBytesAndTopLevelBoxes() {
    Blob blob = (Blob) Bytes.roundTrip(Blob.class, new Blob(new byte[] {1, 2}));
    assertThat(blob.bytes()).containsExactly(1, 2);
    assertThat(Bytes.roundTrip(long.class, 5L)).isEqualTo(5L);
    assertThat(Bytes.roundTrip(Integer.class, 5)).isEqualTo(5);
    assertThat(Bytes.roundTrip(String.class, "\u00e9" + "x".repeat(500))).asString().hasSize(501);
  }

  @Test
  void shouldGiveCollectionsThatCannotBeModified() {
    Grouped decoded = (Grouped) Bytes.roundTrip(Grouped.class, grouped(List.of("a")));
    assertThatThrownBy(() -> decoded.names().add("b"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> decoded.counts().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void shouldNameThePathOfAnUnsupportedComponent() {
    assertThatThrownBy(() -> Codecs.of(Plan.class))
        .isInstanceOf(UnsupportedTypeException.class)
        .hasMessageStartingWith(
            "type not supported: type=java.lang.Thread, at=Plan.workers[].thread; use a record");
    assertThatThrownBy(() -> Codecs.of(List.class)).hasMessageContaining("name its type arguments");
    assertThatThrownBy(() -> Codecs.of(Object.class)).isInstanceOf(UnsupportedTypeException.class);
    assertThatThrownBy(() -> Codecs.of(new TypeRef<Growing<Long>>() {}.type()))
        .hasMessageContaining("grow without end");
  }

  @SuppressWarnings("rawtypes") // the fault
  record Faulty(Thread first, int fine, List<java.util.Date> second, Pair pair, List third) {}

  record Endless<T>(Endless<List<T>> first, Endless<Optional<T>> second) {}

  @Test
  void shouldNameAllUnsupportedComponentsInOneMessage() {
    assertThatThrownBy(() -> Codecs.of(Faulty.class))
        .isInstanceOf(UnsupportedTypeException.class)
        .hasMessageStartingWith(
            "type not supported: type=java.lang.Thread, at=Faulty.first;"
                + " type not supported: type=java.util.Date, at=Faulty.second[]; use a record")
        .hasMessageEndingWith(
            "type not supported: type=java.util.List, at=Faulty.third;"
                + " name its type arguments, for instance with TypeRef");
    assertThatThrownBy(() -> Codecs.of(new TypeRef<Endless<Long>>() {}.type()))
        .hasMessageContaining("grow without end");
  }

  @Test
  void shouldRefuseNullAsAValue() {
    for (Type type : List.of(Pair.class, String.class, Long.class)) {
      assertThatThrownBy(() -> Codecs.of(type).encode(null, new ByteOutput(16)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("value is null: type=" + type.getTypeName());
    }
    assertThatThrownBy(() -> Bytes.decode(Codecs.of(String.class), new byte[1]))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldCallTheCanonicalConstructor() {
    byte[] negative = {-1, -1, -1, -1};
    assertThatThrownBy(() -> Bytes.decode(Codecs.of(Checked.class), negative))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("negative");
  }

  @Test
  void shouldHandleRecordsOfAnotherClassLoader() throws Exception {
    Class<?> foreign = new Loader().loadClass(Pair.class.getName());
    assertThat(foreign).isNotSameAs(Pair.class);
    Object decoded = Bytes.decode(Codecs.of(foreign), Bytes.encode(Pair.class, new Pair(3, 4)));
    assertThat(decoded.getClass()).isSameAs(foreign);
    assertThat(decoded).hasToString("Pair[first=3, second=4]");
    assertThat(Bytes.key(decoded)).isEqualTo(Bytes.key(new Pair(3, 4)));
    assertThat(Schema.of(foreign)).isEqualTo(Schema.of(Pair.class));
  }

  /** Defines the test's own classes a second time. */
  private static final class Loader extends ClassLoader {
    Loader() {
      super(CodecsTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(CodecsTest.class.getName())) {
        return super.loadClass(name, resolve);
      }
      String path = name.replace('.', '/') + ".class";
      try (InputStream in = getParent().getResourceAsStream(path)) {
        byte[] code = in.readAllBytes();
        return defineClass(name, code, 0, code.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
