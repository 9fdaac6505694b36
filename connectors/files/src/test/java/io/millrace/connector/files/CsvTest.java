package io.millrace.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.connector.files.Lines.Item;
import io.millrace.functions.Topic;
import io.millrace.functions.TypeRef;
import io.millrace.functions.connect.Source;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {
  enum Kind {
    OLD,
    NEW
  }

  record Row(
      String name,
      int count,
      Double rate,
      BigDecimal price,
      Kind kind,
      Instant at,
      List<Long> ids) {}

  private static final Topic<Row> ROWS = Topic.of("rows", Row.class);

  @TempDir Path folder;

  private Path file(String text) throws Exception {
    Path file = folder.resolve("in.csv");
    Lines.write(file, text);
    return file;
  }

  @Test
  void shouldMakeRecordsOfRowsByTheNamesOfColumns() throws Exception {
    Path file =
        file(
            """
            at,name,count,more,ids,rate,kind,price
            2026-01-01T00:00:00Z,"a, ""b""
            c",1,x,"[1,2]",0.5,NEW,1.50
            1000,"",2,,,,,
            ,,3,,,,,
            """
                .replace("\n", "\r\n"));

    assertThat(Lines.read(FileSource.csv(file.toString()), ROWS).stream().map(Item::value))
        .containsExactly(
            new Row(
                "a, \"b\"\r\nc",
                1,
                0.5,
                new BigDecimal("1.50"),
                Kind.NEW,
                Instant.parse("2026-01-01T00:00:00Z"),
                List.of(1L, 2L)),
            new Row("", 2, null, null, null, Instant.ofEpochMilli(1000), null),
            new Row(null, 3, null, null, null, null, null));
  }

  record Wish(String name, Optional<Integer> count, Optional<List<Long>> ids) {}

  @Test
  void shouldTakeAnEmptyCellForAnEmptyOptional() throws Exception {
    Topic<Wish> wishes = Topic.of("wishes", Wish.class);
    Path file = file("name,count,ids\na,1,\"[1,2]\"\nb,,\n");

    assertThat(Lines.read(FileSource.csv(file.toString()), wishes).stream().map(Item::value))
        .containsExactly(
            new Wish("a", Optional.of(1), Optional.of(List.of(1L, 2L))),
            new Wish("b", Optional.empty(), Optional.empty()));
  }

  @Test
  void shouldSayWhichRowIsMalformed() throws Exception {
    Path file = file("name,count\na,\nb,x\nc\n\"d\"e,1\n\"f\n\",1\ng,7\n\"h,1\ni,1\n");

    List<Item<Row>> items = Lines.read(FileSource.csv(file.toString()), ROWS);

    assertThat(
            items.stream().map(item -> item.where() == null ? item.value().name() : item.where()))
        .containsExactly(
            file + ":2", file + ":3", file + ":4", file + ":5", "f\n", "g", file + ":9", "i");
    assertThat(items.get(0).problem()).isEqualTo("no value: field=count, type=int");
    assertThat(items.get(1).problem()).contains("field=count, value=x");
    assertThat(items.get(2).problem()).isEqualTo("wrong number of cells: cells=1, columns=2");
    assertThat(items.get(3).problem()).isEqualTo("text after the closing quote: column=1");
    assertThat(items.get(6).problem()).startsWith("quote is not closed");
  }

  @Test
  void shouldReadWithoutHeaderAndWithAnotherDelimiter() throws Exception {
    Path file = file("a;1\nb;2\n");
    Topic<Map<String, String>> maps = Topic.of("maps", new TypeRef<Map<String, String>>() {});
    Source<Map<String, String>> source =
        FileSource.csv(file.toString()).delimiter(';').columns("name", "count");

    assertThat(Lines.read(source, maps).stream().map(Item::value))
        .containsExactly(Map.of("name", "a", "count", "1"), Map.of("name", "b", "count", "2"));
  }

  @Test
  void shouldRefuseAHeaderThatNamesAColumnTwice() throws Exception {
    Path file = file("name,name\na,b\n");

    assertThatThrownBy(() -> Lines.read(FileSource.csv(file.toString()), ROWS))
        .hasMessageContaining("header row cannot be used: file=" + file)
        .hasMessageContaining("column=2, name=name");
  }
}
