package io.millrace.state.rocksdb;

import io.millrace.runtime.state.StateTable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Overlays of all tables of a partition that do not change any more and are on their way to the
 * database. The partition's thread looks things up in them while a writer reads them.
 */
final class SealedOverlays {
  private record Part(int table, Overlay overlay) {}

  private final List<Part> parts = new ArrayList<>();
  private CompletableFuture<Void> written = CompletableFuture.completedFuture(null);

  void add(int table, Overlay overlay) {
    parts.add(new Part(table, overlay));
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  /** The tables that have a part in it. */
  List<Integer> tables() {
    return parts.stream().map(Part::table).toList();
  }

  /** Completed when the database has them; belongs to the partition's thread. */
  CompletableFuture<Void> written() {
    return written;
  }

  void written(CompletableFuture<Void> when) {
    written = when;
  }

  /** Writes all of them; by a writer. */
  void writeTo(Database database) {
    Batch batch = new Batch(database);
    for (Part part : parts) {
      StateTable.Visitor put =
          (keys, at, length, values, valueAt, bytes) ->
              batch.put(part.table(), keys, at, length, values, valueAt, bytes);
      StateTable.Visitor remove =
          (keys, at, length, values, valueAt, bytes) ->
              batch.remove(part.table(), keys, at, length);
      part.overlay().puts.forEach(put);
      part.overlay().removals.forEach(remove);
    }
    batch.write();
  }
}
