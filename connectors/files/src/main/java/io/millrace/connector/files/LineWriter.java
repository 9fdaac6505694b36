package io.millrace.connector.files;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.millrace.functions.Topic;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** Appends values as lines, each with its newline. One thread. */
interface LineWriter<T> {

  /** Appends one value; if it fails, {@code to} may hold a part of it. */
  void write(T value, LineBuffer to) throws IOException;

  /** Appends what stands before the first value, if that is known and not there yet. */
  default void begin(LineBuffer to) {}

  /**
   * The writer of a format.
   *
   * @param header the columns of the CSV header that stands already; null if none does
   */
  static <T> LineWriter<T> of(WriteOptions options, Topic<T> topic, List<String> header) {
    return switch (options.format()) {
      case JSON -> json(topic);
      case CSV -> new Csv<>(options, header, topic.type());
      case TEXT -> (value, to) -> to.line(value.toString());
    };
  }

  private static <T> LineWriter<T> json(Topic<T> topic) {
    ObjectWriter writer =
        JsonValues.mapper()
            .writerFor(JsonValues.mapper().constructType(topic.type()))
            .without(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    return (value, to) -> {
      try {
        writer.writeValue(to, value);
      } catch (JsonProcessingException e) {
        throw new IOException(
            "value cannot be written as JSON: topic=" + topic + "; " + JsonValues.problem(e), e);
      }
      to.write('\n');
    };
  }

  /**
   * Rows of CSV. The columns are those that the header has, or those given, or the components of
   * the topic's record type, or else the fields of the first value; a value that is no object is
   * the one cell of a column {@code value}.
   */
  final class Csv<T> implements LineWriter<T> {
    private final char delimiter;
    private final boolean chosen;
    private List<String> columns;
    private boolean headerWritten;

    private Csv(WriteOptions options, List<String> header, Type type) {
      this.delimiter = options.delimiter();
      this.chosen = options.columns() != null;
      this.columns = header != null ? header : chosen ? options.columns() : components(type);
      this.headerWritten = header != null;
    }

    private static List<String> components(Type type) {
      return type instanceof Class<?> record && record.isRecord()
          ? Arrays.stream(record.getRecordComponents()).map(RecordComponent::getName).toList()
          : null;
    }

    @Override
    public void begin(LineBuffer to) {
      if (!headerWritten && columns != null) {
        to.line(row(columns));
        headerWritten = true;
      }
    }

    @Override
    public void write(T value, LineBuffer to) throws IOException {
      JsonNode node = JsonValues.mapper().valueToTree(value);
      if (!node.isObject()) {
        node = JsonValues.mapper().createObjectNode().set("value", node);
      }
      if (columns == null) {
        columns = fields(node);
      }
      if (!headerWritten) {
        to.line(row(columns));
      }
      if (!chosen) {
        checkAllHaveColumns(node);
      }
      List<String> cells = new ArrayList<>(columns.size());
      for (String column : columns) {
        cells.add(text(node.get(column)));
      }
      to.line(row(cells));
      headerWritten = true;
    }

    private static List<String> fields(JsonNode node) {
      List<String> names = new ArrayList<>();
      node.fieldNames().forEachRemaining(names::add);
      return names;
    }

    private void checkAllHaveColumns(JsonNode node) throws IOException {
      for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
        String name = names.next();
        if (!columns.contains(name)) {
          throw new IOException(
              "field has no column: field="
                  + name
                  + ", columns="
                  + columns
                  + "; write to a new file, or name the columns that are wanted");
        }
      }
    }

    private static String text(JsonNode node) {
      if (node == null || node.isNull()) {
        return null;
      }
      return node.isContainerNode() ? node.toString() : node.asText();
    }

    private String row(List<String> cells) {
      StringBuilder row = new StringBuilder();
      for (String cell : cells) {
        if (cell != null) {
          row.append(isQuoted(cell) ? '"' + cell.replace("\"", "\"\"") + '"' : cell);
        }
        row.append(delimiter);
      }
      row.setLength(Math.max(0, row.length() - 1));
      // One column without value would be an empty line, and those are passed over.
      return row.isEmpty() ? "\"\"" : row.toString();
    }

    private boolean isQuoted(String cell) {
      boolean quoted = cell.isEmpty();
      for (int i = 0; i < cell.length() && !quoted; i++) {
        char c = cell.charAt(i);
        quoted = c == delimiter || c == '"' || c == '\n' || c == '\r';
      }
      return quoted;
    }
  }
}
