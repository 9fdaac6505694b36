package io.millrace.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonValuesTest {
  enum Kind {
    CLAIM {
      @Override
      public String toString() {
        return "a claim";
      }
    }
  }

  record Inner(long id) {}

  @SuppressWarnings("ArrayRecordComponent") // bytes are what is tested
  record Value(
      Kind kind,
      Instant at,
      BigDecimal price,
      byte[] bytes,
      List<Inner> inners,
      Map<String, Double> rates) {
    boolean isLarge() {
      return true;
    }

    public String getLabel() {
      return "label";
    }
  }

  sealed interface Shape permits Circle, Polygon {}

  record Circle(double radius) implements Shape {}

  sealed interface Polygon extends Shape permits BigSquare {}

  record BigSquare(long side, Shape inner) implements Polygon {}

  private static <T> T read(Class<T> type, String json) throws Exception {
    return JsonValues.reader(type).readValue(json);
  }

  record Wanted(Optional<String> note, Optional<Inner> inner) {}

  @Test
  void shouldWriteAnOptionalAsItsValueAndReadWhatIsMissingAsEmpty() throws Exception {
    Wanted full = new Wanted(Optional.of("n"), Optional.of(new Inner(1)));
    assertThat(JsonValues.toJson(full)).isEqualTo("{\"note\":\"n\",\"inner\":{\"id\":1}}");
    assertThat(read(Wanted.class, JsonValues.toJson(full))).isEqualTo(full);

    Wanted empty = new Wanted(Optional.empty(), Optional.empty());
    assertThat(JsonValues.toJson(empty)).isEqualTo("{\"note\":null,\"inner\":null}");
    assertThat(read(Wanted.class, JsonValues.toJson(empty))).isEqualTo(empty);
    assertThat(read(Wanted.class, "{}")).isEqualTo(empty);
  }

  @Test
  void shouldKeepDigitsAndScaleOfAnswersThatTheCommandLineReads() throws Exception {
    String json = "{\"price\":1.50,\"rate\":1.23456789012345678901,\"large\":1E+3,\"share\":0.1}";

    assertThat(JsonValues.toJson(JsonValues.mapper().readTree(json))).isEqualTo(json);
  }

  @Test
  void shouldWriteComponentsAndNothingElse() throws Exception {
    String json =
        "{\"kind\":\"CLAIM\",\"at\":\"2026-01-02T03:04:05.006Z\",\"price\":1.50,\"bytes\":\"AQI=\","
            + "\"inners\":[{\"id\":1}],\"rates\":{\"b\":1.5,\"a\":2.0}}";

    Value value = read(Value.class, json);

    assertThat(JsonValues.toJson(value)).isEqualTo(json);
    assertThat(value.price()).isEqualTo(new BigDecimal("1.50"));
    assertThat(value.bytes()).containsExactly(1, 2);
  }

  @Test
  void shouldReadInstantsFromTextOrMilliseconds() throws Exception {
    assertThat(read(Instant.class, "\"2026-01-01T01:00:00+01:00\""))
        .isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(read(Instant.class, "1500")).isEqualTo(Instant.ofEpochMilli(1500));
    assertThat(read(Instant.class, "\"-1500\"")).isEqualTo(Instant.ofEpochMilli(-1500));
    assertThatThrownBy(() -> read(Instant.class, "1.5"));
    assertThatThrownBy(() -> read(Instant.class, "\"soon\"")).hasMessageContaining("soon");
  }

  @Test
  void shouldSayWhatIsWrongInOneLineThatNamesTheField() {
    assertThat(problemOf(Value.class, "{\"kind\":\"CLAIM\""))
        .contains("start marker at line: 1, column: 1)")
        .doesNotContain("Source");
    assertThat(problemOf(Value.class, "{\"inners\":[{\"id\":1},{}]}"))
        .isEqualTo("no value: field=inners[1].id, type=long");
    assertThat(problemOf(Value.class, "{\"inners\":[{\"id\":null}]}"))
        .isEqualTo("no value: field=inners[0].id, type=long");
    assertThat(problemOf(Value.class, "{\"kind\":\"X\"}"))
        .isEqualTo("not a value of its type: field=kind, value=X, type=Kind");
    assertThat(problemOf(Value.class, "{\"kind\":0}")).contains("field=kind");
    assertThat(problemOf(Inner.class, "{\"id\":1.5}")).contains("field=id");
    assertThat(problemOf(Inner.class, "{\"id\":99999999999999999999}")).contains("field=id");
    assertThat(problemOf(Inner.class, "{\"id\":{}}")).contains("field=id");
    assertThat(problemOf(Inner.class, "[1]")).contains("Inner").doesNotContain("\n");
    assertThat(problemOf(Inner.class, "{\"id\" 1}")).contains("colon").doesNotContain("\n");
  }

  private static String problemOf(Class<?> type, String json) {
    try {
      throw new AssertionError("read: " + JsonValues.reader(type).readValue(json).toString());
    } catch (JsonProcessingException e) {
      return JsonValues.problem(e);
    }
  }

  @Test
  void shouldTellTheRecordsOfASealedInterfaceByTheirType() throws Exception {
    Shape value = new BigSquare(3, new Circle(0.5));
    String json =
        "{\"type\":\"bigSquare\",\"side\":3,\"inner\":{\"type\":\"circle\",\"radius\":0.5}}";

    assertThat(read(Shape.class, json)).isEqualTo(value);
    assertThat(read(Polygon.class, json)).isEqualTo(value);
    assertThat(JsonValues.mapper().writerFor(Shape.class).writeValueAsString(value))
        .isEqualTo(json);
  }

  @Test
  void shouldSayWhichTypesASealedInterfaceHas() {
    assertThatThrownBy(() -> read(Shape.class, "{\"type\":\"triangle\"}"))
        .isInstanceOfSatisfying(
            JsonProcessingException.class,
            e -> assertThat(JsonValues.problem(e)).contains("triangle", "bigSquare, circle"));
    assertThatThrownBy(() -> read(Shape.class, "{\"side\":3}"))
        .isInstanceOfSatisfying(
            JsonProcessingException.class, e -> assertThat(JsonValues.problem(e)).contains("type"));
  }

  @Test
  void shouldReadARecordOfASealedInterfaceAsItself() throws Exception {
    assertThat(read(Circle.class, "{\"radius\":2.0}")).isEqualTo(new Circle(2));
    assertThat(JsonValues.toJson(new Circle(2))).isEqualTo("{\"radius\":2.0}");
  }
}
