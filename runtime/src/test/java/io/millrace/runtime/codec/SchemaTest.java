package io.millrace.runtime.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.ByteOutput;
import io.millrace.functions.Codec;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SchemaTest {
  private enum Status {
    NEW,
    PAID
  }

  private sealed interface Shape permits Dot, Status2 {}

  private record Dot() implements Shape {}

  private enum Status2 implements Shape {
    X
  }

  private record Node(
      long id, Long box, Status status, Map<String, Shape> shapes, Optional<List<Node>> children) {}

  private static final String TEXT =
      "v1 record#0 SchemaTest.Node{id:long;box:long?;status:enum#1 SchemaTest.Status{NEW,PAID}?;"
          + "shapes:map<string?,sealed#2 SchemaTest.Shape{record#3 SchemaTest.Dot{},"
          + "enum#4 SchemaTest.Status2{X}}?>?;children:optional<list<#0?>>?}";

  @Test
  void shouldHaveTheCanonicalTextOfTheFormatDocument() {
    assertThat(Schema.of(Node.class)).hasToString(TEXT);
    assertThat(Schema.of(int.class)).hasToString("v1 int").isEqualTo(Schema.of(Integer.class));
  }

  @Test
  void shouldParseItsOwnText() {
    for (Class<?> type : List.of(Node.class, RandomValues.Everything.class, String.class)) {
      Schema schema = Schema.of(type);
      assertThat(Schema.parse(schema.toString())).isEqualTo(schema).hasToString(schema.toString());
      assertThat(SchemaText.print(schema.root())).isEqualTo(schema.toString());
      assertThat(Schema.incompatibilities(schema, schema)).isEmpty();
    }
  }

  private record Small(long id, Long box, Status status, Optional<Instant> at, Shape shape) {}

  private record Tree(Tree left, Tree right, long value) {}

  @Test
  void shouldKnowHowLongAValueOfNumbersCanBe() {
    int largest = Schema.of(Small.class).largestBytes().orElseThrow();
    Small full = new Small(1, 2L, Status.PAID, Optional.of(Instant.MAX), new Dot());
    ByteOutput out = new ByteOutput(64);
    @SuppressWarnings("unchecked") // the class says so
    Codec<Object> codec = (Codec<Object>) Codecs.of(Small.class);
    codec.encode(full, out);

    assertThat(largest).isBetween(out.length(), 200);
  }

  @Test
  void shouldKnowNoBoundForWhatMayGrow() {
    for (Class<?> type : List.of(String.class, Node.class, Tree.class, BigDecimal.class)) {
      assertThat(Schema.of(type).largestBytes()).as(type.getSimpleName()).isEmpty();
    }
  }

  @Test
  void shouldRefuseEveryPrefixOfAText() {
    for (int length = 0; length < TEXT.length(); length++) {
      String prefix = TEXT.substring(0, length);
      assertThatThrownBy(() -> Schema.parse(prefix))
          .as(prefix)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("malformed schema: at=");
    }
  }

  @Test
  void shouldRefuseMalformedTexts() {
    List<String> texts =
        List.of(
            "v2 int",
            "v1 integer",
            "v1 list",
            "v1 list<int",
            "v1 #0",
            "v1 int int",
            "v1 record#1 A{}",
            "v1 record#0 A{a}",
            "v1 sealed#0 A{int}",
            "v1 " + "list<".repeat(5000));
    for (String text : texts) {
      assertThatThrownBy(() -> Schema.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("malformed schema: at=");
    }
  }
}
