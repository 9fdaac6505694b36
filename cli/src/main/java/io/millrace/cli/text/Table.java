package io.millrace.cli.text;

import java.util.ArrayList;
import java.util.List;

/** Rows whose columns stand below each other; numbers to the right, all else to the left. */
public final class Table {
  private static final String GAP = "  ";

  private final List<String> heads;
  private final List<List<String>> rows = new ArrayList<>();

  /** A table with these columns; one whose head starts with {@code #} is of numbers. */
  public Table(String... heads) {
    this.heads = List.of(heads);
  }

  /** Adds a row; null is printed as a dash. */
  public Table row(Object... cells) {
    if (cells.length != heads.size()) {
      throw new IllegalArgumentException(
          "row of another width: cells=" + cells.length + ", columns=" + heads.size());
    }
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(cell == null ? "-" : cell.toString());
    }
    rows.add(row);
    return this;
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The lines, without a newline behind the last. */
  public String format(Console console) {
    List<String> names = heads.stream().map(head -> head.replaceFirst("^#", "")).toList();
    int[] widths = new int[heads.size()];
    widen(widths, names);
    rows.forEach(row -> widen(widths, row));
    StringBuilder text = new StringBuilder(console.paint(Style.HEADING, line(names, widths)));
    for (List<String> row : rows) {
      text.append('\n').append(line(row, widths));
    }
    return text.toString();
  }

  private static void widen(int[] widths, List<String> cells) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], cells.get(i).length());
    }
  }

  private String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i);
      String padding = " ".repeat(widths[i] - cell.length());
      line.append(i == 0 ? "" : GAP);
      line.append(heads.get(i).startsWith("#") ? padding + cell : cell + padding);
    }
    return line.toString().stripTrailing();
  }
}
