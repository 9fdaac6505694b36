package io.millrace.connector.files;

import java.util.List;

/**
 * How files are read.
 *
 * @param format null: as each file's name tells
 * @param columns of CSV without a header row; null: there is one
 */
record ReadOptions(
    Format format,
    boolean follow,
    boolean strict,
    char delimiter,
    List<String> columns,
    int maxLineBytes) {

  static ReadOptions of(Format format) {
    return new ReadOptions(format, false, false, ',', null, 1 << 20);
  }

  ReadOptions {
    checkDelimiter(delimiter);
    if (maxLineBytes < 1 || maxLineBytes > 1 << 30) {
      throw new IllegalArgumentException(
          "bound of a line out of range: maxLineBytes=" + maxLineBytes + "; 1 to " + (1 << 30));
    }
  }

  ReadOptions withFollow() {
    return new ReadOptions(format, true, strict, delimiter, columns, maxLineBytes);
  }

  ReadOptions withStrict() {
    return new ReadOptions(format, follow, true, delimiter, columns, maxLineBytes);
  }

  ReadOptions withDelimiter(char delimiter) {
    return new ReadOptions(format, follow, strict, delimiter, columns, maxLineBytes);
  }

  ReadOptions withColumns(List<String> columns) {
    return new ReadOptions(format, follow, strict, delimiter, columns, maxLineBytes);
  }

  ReadOptions withMaxLineBytes(int maxLineBytes) {
    return new ReadOptions(format, follow, strict, delimiter, columns, maxLineBytes);
  }

  static void checkDelimiter(char delimiter) {
    if (delimiter > 127 || delimiter == '"' || delimiter == '\n' || delimiter == '\r') {
      throw new IllegalArgumentException(
          "delimiter cannot be used: delimiter="
              + delimiter
              + "; it must be an ASCII character other than quote and line end");
    }
  }
}
