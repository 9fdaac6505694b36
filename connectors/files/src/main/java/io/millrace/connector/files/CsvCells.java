package io.millrace.connector.files;

import java.util.AbstractList;
import java.util.Arrays;

/**
 * The cells of one CSV row (RFC 4180), reused from row to row. A cell is null if it is empty and
 * has no quotes. A quote opens a quoted cell only at the cell's beginning; elsewhere it is a
 * character.
 */
final class CsvCells extends AbstractList<String> {
  private final byte delimiter;
  private String[] cells = new String[16];
  private int size;

  CsvCells(char delimiter) {
    this.delimiter = (byte) delimiter;
  }

  /** As {@link LineParser#end}: newlines in quotes do not end a row. */
  int end(byte[] bytes, int from, int to) {
    boolean cellBegins = true;
    int i = from;
    while (i < to) {
      byte b = bytes[i];
      if (b == '\n') {
        return i;
      }
      if (b == '"' && cellBegins) {
        i = closingQuote(bytes, i + 1, to);
        if (i < 0) {
          return LineParser.IN_QUOTES;
        }
        cellBegins = false;
      } else {
        cellBegins = b == delimiter;
      }
      i++;
    }
    return LineParser.OPEN;
  }

  /** Takes the cells of a row, whose line end is not included. */
  void split(byte[] bytes, int from, int to) throws MalformedLine {
    size = 0;
    int at = from;
    while (true) {
      int next;
      if (at < to && bytes[at] == '"') {
        int close = closingQuote(bytes, at + 1, to);
        if (close < 0) {
          throw new MalformedLine("quote is not closed: column=" + (size + 1));
        }
        next = close + 1;
        if (next < to && bytes[next] != delimiter) {
          throw new MalformedLine("text after the closing quote: column=" + (size + 1));
        }
        append(LineParser.decode(bytes, at + 1, close).replace("\"\"", "\""));
      } else {
        next = at;
        while (next < to && bytes[next] != delimiter) {
          next++;
        }
        append(next == at ? null : LineParser.decode(bytes, at, next));
      }
      if (next >= to) {
        return;
      }
      at = next + 1;
    }
  }

  private static int closingQuote(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '"') {
        if (i + 1 < to && bytes[i + 1] == '"') {
          i++;
        } else {
          return i;
        }
      }
    }
    return -1;
  }

  private void append(String cell) {
    if (size == cells.length) {
      cells = Arrays.copyOf(cells, 2 * size);
    }
    cells[size++] = cell;
  }

  @Override
  public String get(int index) {
    return cells[index];
  }

  @Override
  public int size() {
    return size;
  }
}
