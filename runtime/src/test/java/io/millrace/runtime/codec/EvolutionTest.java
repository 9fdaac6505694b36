package io.millrace.runtime.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.ByteOutput;
import io.millrace.functions.Codec;
import io.millrace.functions.TypeRef;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Old and New hold two versions of the same classes: their names differ only in the outer class.
 */
@SuppressWarnings("SameNameButDifferent")
class EvolutionTest {
  private static final class Old {
    enum Status {
      NEW,
      PAID
    }

    record Order(
        long id,
        String note,
        int count,
        List<Item> items,
        Status status,
        Shape shape,
        double rate) {}

    record Item(String name, int price, Map<String, Long> tags) {}

    sealed interface Shape permits Dot, Line {}

    record Dot(int x) implements Shape {}

    record Line(float from, float to) implements Shape {}

    record Tree(int value, List<Tree> children) {}
  }

  private static final class New {
    enum Status {
      SENT,
      PAID,
      NEW
    }

    record Order(
        Status status,
        Long count,
        Shape shape,
        Optional<String> note,
        List<Item> items,
        long id,
        boolean urgent,
        Integer box,
        Optional<String> maybe,
        List<String> list,
        Set<String> set,
        Map<String, String> map,
        String text) {}

    record Item(double price, String name, char letter) {}

    sealed interface Shape permits Line, Box, Dot {}

    record Dot(long x, long y) implements Shape {}

    record Line(double from, double to) implements Shape {}

    record Box(int size) implements Shape {}

    record Tree(List<Tree> children, long value, String name) {}
  }

  private record Bad(
      Old.Status status, List<Old.Shape> shapes, Map<String, String> map, String id) {}

  private record Worse(Fewer status, List<FewerShapes> shapes, Map<String, Integer> map, long id) {}

  private enum Fewer {
    NEW
  }

  private sealed interface FewerShapes permits Other {}

  private record Other() implements FewerShapes {}

  /** The schema as it was before the classes moved from {@code Old} to {@code New}. */
  private static Schema before(Type type) {
    return Schema.parse(
        Schema.of(type).toString().replace("EvolutionTest.Old.", "EvolutionTest.New."));
  }

  private static Object evolve(Type writer, Object value, Type reader) {
    return Bytes.decode(Codecs.reading(before(writer), reader), Bytes.encode(writer, value));
  }

  @Test
  void shouldReadAnOldRecordFieldByFieldByName() {
    Old.Order old =
        new Old.Order(
            7,
            "note",
            3,
            Arrays.asList(new Old.Item("a", 5, Map.of("t", 1L)), null),
            Old.Status.PAID,
            new Old.Line(1, 2),
            0.5);
    assertThat(evolve(Old.Order.class, old, New.Order.class))
        .isEqualTo(
            new New.Order(
                New.Status.PAID,
                3L,
                new New.Line(1, 2),
                Optional.of("note"),
                Arrays.asList(new New.Item(5, "a", '\0'), null),
                7,
                false,
                null,
                Optional.empty(),
                List.of(),
                Set.of(),
                Map.of(),
                null));
  }

  @Test
  void shouldReadOldNullsAndCases() {
    Old.Order old = new Old.Order(7, null, 3, null, null, new Old.Dot(4), 0.5);
    New.Order read = (New.Order) evolve(Old.Order.class, old, New.Order.class);
    assertThat(read.note()).isEmpty();
    assertThat(read.items()).isNull();
    assertThat(read.status()).isNull();
    assertThat(read.shape()).isEqualTo(new New.Dot(4, 0));
  }

  @Test
  void shouldReadOldRecursiveRecords() {
    Old.Tree old = new Old.Tree(1, List.of(new Old.Tree(2, List.of()), new Old.Tree(3, null)));
    assertThat(evolve(Old.Tree.class, old, New.Tree.class))
        .isEqualTo(
            new New.Tree(
                List.of(new New.Tree(List.of(), 2, null), new New.Tree(null, 3, null)), 1, null));
  }

  private record Kept(long id) {}

  private record Skipped(RandomValues.Everything everything, long id) {}

  @Test
  void shouldSkipRemovedComponentsOfAllTypes() {
    for (long seed = 0; seed < 200; seed++) {
      Skipped value = new Skipped(new RandomValues(seed).everything(), seed);
      Object read =
          Bytes.decode(
              Codecs.reading(Schema.of(Skipped.class), Kept.class),
              Bytes.encode(Skipped.class, value));
      assertThat(read).as("seed %d", seed).isEqualTo(new Kept(seed));
    }
  }

  private record Nullable(Long number, Double real) {}

  private record Plain(long number, double real) {}

  @Test
  void shouldReadBoxesAsPrimitivesAndNullAsZero() {
    assertThat(evolve(Nullable.class, new Nullable(null, 2.5), Plain.class))
        .isEqualTo(new Plain(0, 2.5));
    assertThat(evolve(Plain.class, new Plain(1, 2.5), Nullable.class))
        .isEqualTo(new Nullable(1L, 2.5));
  }

  static Stream<Arguments> allowed() {
    Type optional = new TypeRef<Optional<Integer>>() {}.type();
    return Stream.of(
        Arguments.of(Byte.class, (byte) -1, Short.class, (short) -1),
        Arguments.of(Byte.class, (byte) -1, Long.class, -1L),
        Arguments.of(Byte.class, (byte) -1, Float.class, -1f),
        Arguments.of(Short.class, (short) -1, Integer.class, -1),
        Arguments.of(Short.class, (short) -1, Double.class, -1d),
        Arguments.of(Integer.class, -1, Long.class, -1L),
        Arguments.of(Integer.class, -1, Double.class, -1d),
        Arguments.of(Integer.class, -1, BigInteger.class, BigInteger.valueOf(-1)),
        Arguments.of(Long.class, -1L, BigInteger.class, BigInteger.valueOf(-1)),
        Arguments.of(Long.class, -1L, BigDecimal.class, BigDecimal.valueOf(-1)),
        Arguments.of(Float.class, 0.5f, Double.class, 0.5d),
        Arguments.of(Old.Status.class, Old.Status.PAID, String.class, "PAID"),
        Arguments.of(Short.class, (short) 4, optional, Optional.of(4)));
  }

  @ParameterizedTest
  @MethodSource("allowed")
  void shouldWidenWithoutLoss(Type writer, Object value, Type reader, Object expected) {
    assertThat(Schema.incompatibilities(Schema.of(writer), Schema.of(reader))).isEmpty();
    assertThat(evolve(writer, value, reader)).isEqualTo(expected);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(Long.class, Integer.class, "int: long cannot become int"),
        Arguments.of(Long.class, Double.class, "double: long cannot become double"),
        Arguments.of(Integer.class, Float.class, "float: int cannot become float"),
        Arguments.of(Double.class, Float.class, "float: double cannot become float"),
        Arguments.of(Float.class, Long.class, "long: float cannot become long"),
        Arguments.of(Integer.class, Character.class, "char: int cannot become char"),
        Arguments.of(Boolean.class, Integer.class, "int: boolean cannot become int"),
        Arguments.of(String.class, Long.class, "long: string cannot become long"),
        Arguments.of(String.class, byte[].class, "bytes: string cannot become bytes"),
        Arguments.of(String.class, Fewer.class, "Fewer: string cannot become enum Fewer"),
        Arguments.of(Plain.class, Long.class, "long: record Plain cannot become long"),
        Arguments.of(
            new TypeRef<List<Long>>() {}.type(),
            new TypeRef<Set<Long>>() {}.type(),
            "set: list cannot become set"),
        Arguments.of(
            new TypeRef<Map<String, List<Long>>>() {}.type(),
            new TypeRef<Map<Long, List<String>>>() {}.type(),
            "map{key}: string cannot become long|map{}[]: long cannot become string"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void shouldRefuseWhatLoses(Type writer, Type reader, String faults) {
    assertThat(Schema.incompatibilities(Schema.of(writer), Schema.of(reader)))
        .containsExactly(faults.split("\\|"));
    assertThatThrownBy(() -> Codecs.reading(Schema.of(writer), reader))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldListEveryFaultWithItsPath() {
    assertThat(Schema.incompatibilities(Schema.of(Bad.class), Schema.of(Worse.class)))
        .containsExactly(
            "Worse.status: enum Fewer no longer has constant PAID",
            "Worse.shapes[]: sealed FewerShapes no longer permits record Dot",
            "Worse.shapes[]: sealed FewerShapes no longer permits record Line",
            "Worse.map{}: string cannot become int",
            "Worse.id: string cannot become long");
    assertThatThrownBy(() -> Codecs.reading(Schema.of(Bad.class), Worse.class))
        .hasMessageContainingAll("Worse.map{}: string", "Worse.id: string");
  }

  @Test
  @SuppressWarnings("unchecked")
  void shouldRefuseToEncodeWithAnOldSchema() {
    Codec<Object> codec = (Codec<Object>) Codecs.reading(Schema.of(Kept.class), Kept.class);
    assertThatThrownBy(() -> codec.encode(new Kept(1), new ByteOutput(16)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageStartingWith("codec only reads: type=");
  }
}
