package io.millrace.connector.files;

import java.util.List;

/**
 * How values are written.
 *
 * @param columns of CSV; null: the fields of the first value
 * @param sync whether a commit waits for the disk
 */
record WriteOptions(Format format, char delimiter, List<String> columns, boolean sync) {

  static WriteOptions of(Format format) {
    return new WriteOptions(format, ',', null, true);
  }

  WriteOptions {
    ReadOptions.checkDelimiter(delimiter);
  }

  WriteOptions withDelimiter(char delimiter) {
    return new WriteOptions(format, delimiter, columns, sync);
  }

  WriteOptions withColumns(List<String> columns) {
    return new WriteOptions(format, delimiter, columns, sync);
  }

  WriteOptions withoutSync() {
    return new WriteOptions(format, delimiter, columns, false);
  }
}
