package io.millrace.connector.files;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rows of CSV as values: a row becomes an object of strings, which Jackson makes the value of, so
 * that a type looks the same in CSV and JSON. A type that is no record and no map takes the one
 * column there is.
 */
final class CsvLineParser<T> implements LineParser<T> {
  private final JavaType type;
  private final ObjectReader reader;
  private final CsvCells cells;
  private final boolean isObject;
  private final Set<String> structured;
  private String[] columns;

  CsvLineParser(Type type, ObjectReader reader, ReadOptions options) {
    this.type = JsonValues.mapper().constructType(type);
    this.reader = reader;
    this.cells = new CsvCells(options.delimiter());
    this.isObject =
        this.type.getRawClass().isRecord()
            || this.type.isTypeOrSubTypeOf(Map.class)
            || this.type.isJavaLangObject();
    this.structured = structuredComponents(this.type.getRawClass());
    if (options.columns() != null) {
      try {
        name(options.columns());
      } catch (MalformedLine e) {
        throw new IllegalArgumentException(e.getMessage());
      }
    }
  }

  private static Set<String> structuredComponents(Class<?> type) {
    Set<String> names = new HashSet<>();
    if (type.isRecord()) {
      for (RecordComponent component : type.getRecordComponents()) {
        JavaType of = JsonValues.mapper().constructType(component.getGenericType());
        of = of.isReferenceType() ? of.getReferencedType() : of;
        if ((of.isContainerType() && of.getRawClass() != byte[].class)
            || of.getRawClass().isRecord()) {
          names.add(component.getName());
        }
      }
    }
    return names;
  }

  @Override
  public int end(byte[] bytes, int from, int to) {
    return cells.end(bytes, from, to);
  }

  @Override
  public boolean wantsHeader() {
    return columns == null;
  }

  @Override
  public void header(byte[] bytes, int from, int to) throws MalformedLine {
    cells.split(bytes, from, to);
    name(cells);
  }

  private void name(List<String> row) throws MalformedLine {
    String[] names = new String[row.size()];
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < names.length; i++) {
      names[i] = row.get(i) == null ? "" : row.get(i).trim();
      if (names[i].isEmpty() || !seen.add(names[i])) {
        throw new MalformedLine(
            "column without a name of its own: column=" + (i + 1) + ", name=" + names[i]);
      }
    }
    if (!isObject && names.length != 1) {
      throw new MalformedLine(
          "more than one column for values that are no records: type="
              + type.toCanonical()
              + ", columns="
              + List.of(names));
    }
    columns = names;
  }

  @Override
  public T parse(byte[] bytes, int from, int to) throws MalformedLine {
    cells.split(bytes, from, to);
    if (cells.size() != columns.length) {
      throw new MalformedLine(
          "wrong number of cells: cells=" + cells.size() + ", columns=" + columns.length);
    }
    try (TokenBuffer row = new TokenBuffer(JsonValues.mapper(), false)) {
      write(row);
      T value;
      try (JsonParser parser = row.asParser()) {
        value = reader.readValue(parser);
      }
      if (value == null) {
        throw new MalformedLine("no value");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new MalformedLine(JsonValues.problem(e));
    } catch (IOException e) {
      throw new MalformedLine(String.valueOf(e.getMessage()));
    }
  }

  private void write(TokenBuffer row) throws IOException {
    if (!isObject) {
      row.writeString(cells.get(0));
      return;
    }
    row.writeStartObject();
    for (int i = 0; i < columns.length; i++) {
      String cell = cells.get(i);
      if (cell == null) {
        continue;
      }
      row.writeFieldName(columns[i]);
      if (structured.contains(columns[i])) {
        try (JsonParser json = JsonValues.mapper().createParser(cell)) {
          json.nextToken();
          row.copyCurrentStructure(json);
        }
      } else {
        row.writeString(cell);
      }
    }
    row.writeEndObject();
  }
}
