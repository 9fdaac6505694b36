package io.millrace.state.rocksdb;

import io.millrace.runtime.state.Hash;
import io.millrace.runtime.state.StateTable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rocksdb.RocksIterator;

/**
 * Walks through a table in steps: the overlays, newest first, then the database in the order of
 * keys. Entries only ever move in that direction, so a walk misses none; it may meet one again that
 * moved.
 */
final class TableScan {
  private static final int MOST_POSITIONS = 64;

  /** Where a walk is. */
  private static final class Position {
    /** The overlay that it is in; null in the database. */
    Overlay overlay;

    /** Where in the overlay. */
    long inOverlay = StateTable.SCAN_START;

    /** The last key seen in the database; null before the first. */
    byte[] lastKey;
  }

  private final RocksStateTable table;
  private final Database database;
  private final byte[] prefix;
  private final Map<Long, Position> positions = new LinkedHashMap<>();
  private byte[] row = new byte[256];
  private long tokens = StateTable.SCAN_START;
  private int left;

  TableScan(RocksStateTable table, Database database, byte[] prefix) {
    this.table = table;
    this.database = database;
    this.prefix = prefix;
  }

  long scan(long from, int budgetEntries, StateTable.Visitor visitor) {
    Position position = from == StateTable.SCAN_START ? first() : positions.remove(from);
    if (position == null) {
      throw new IllegalStateException(
          "scan forgotten: from="
              + from
              + "; at most "
              + MOST_POSITIONS
              + " at a time; start again");
    }
    left = budgetEntries;
    while (position.overlay != null) {
      if (!table.holds(position.overlay)) {
        // written meanwhile, and older ones before it
        position.overlay = null;
      } else if (!scanOverlay(position, visitor)) {
        return keep(position);
      }
    }
    return scanDatabase(position, visitor) ? StateTable.SCAN_START : keep(position);
  }

  private Position first() {
    Position position = new Position();
    position.overlay = table.next(null);
    return position;
  }

  private long keep(Position position) {
    if (positions.size() == MOST_POSITIONS) {
      positions.remove(positions.keySet().iterator().next());
    }
    positions.put(++tokens, position);
    return tokens;
  }

  /** Goes on in an overlay; true at its end. */
  private boolean scanOverlay(Position position, StateTable.Visitor visitor) {
    if (left <= 0) {
      return false;
    }
    Overlay overlay = position.overlay;
    position.inOverlay =
        overlay.puts.scan(
            position.inOverlay,
            left,
            (keys, at, length, values, valueAt, bytes) -> {
              left--;
              if (!table.isHidden(overlay, Hash.of(keys, at, length), keys, at, length)) {
                visitor.visit(keys, at, length, values, valueAt, bytes);
              }
            });
    if (position.inOverlay != StateTable.SCAN_START) {
      return false;
    }
    position.overlay = table.next(overlay);
    return true;
  }

  /** Goes on in the database; true at the end of the table. */
  private boolean scanDatabase(Position position, StateTable.Visitor visitor) {
    if (left <= 0) {
      return false;
    }
    try (RocksIterator rows = database.iterator()) {
      if (rows == null) {
        return true;
      }
      rows.seek(position.lastKey == null ? prefix : position.lastKey);
      if (position.lastKey != null && rows.isValid() && isAt(rows, position.lastKey)) {
        rows.next();
      }
      int keyBytes = 0;
      for (; rows.isValid() && left > 0; rows.next()) {
        keyBytes = readKey(rows);
        if (row[0] != prefix[0] || row[1] != prefix[1]) {
          return true;
        }
        left--;
        visit(rows, keyBytes, visitor);
      }
      if (!rows.isValid()) {
        database.check(rows);
        return true;
      }
      position.lastKey = Arrays.copyOf(row, keyBytes);
      return false;
    }
  }

  private boolean isAt(RocksIterator rows, byte[] key) {
    int bytes = readKey(rows);
    return Arrays.equals(row, 0, bytes, key, 0, key.length);
  }

  private int readKey(RocksIterator rows) {
    int bytes = rows.key(row, 0, row.length);
    if (bytes > row.length) {
      row = new byte[2 * bytes];
      rows.key(row, 0, bytes);
    }
    return bytes;
  }

  private void visit(RocksIterator rows, int keyBytes, StateTable.Visitor visitor) {
    int at = prefix.length;
    int length = keyBytes - at;
    if (table.hasChanges() && table.isHidden(null, Hash.of(row, at, length), row, at, length)) {
      return;
    }
    // a liveness rule wants key and value in one array
    int valueBytes = rows.value(row, keyBytes, row.length - keyBytes);
    if (valueBytes > row.length - keyBytes) {
      row = Arrays.copyOf(row, keyBytes + 2 * valueBytes);
      rows.value(row, keyBytes, valueBytes);
    }
    visitor.visit(row, at, length, row, keyBytes, valueBytes);
  }
}
