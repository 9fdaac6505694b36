package io.millrace.runtime.state;

import io.millrace.functions.ByteInput;
import io.millrace.runtime.snapshot.SnapshotException;
import io.millrace.runtime.snapshot.SnapshotInput;

/** Reads what a backend keeps in files of its own, entry by entry, for another backend. */
@FunctionalInterface
public interface StateFilesReader {

  /**
   * Puts all entries into tables.
   *
   * @param chunk names the files; stands behind the byte that says what kind of chunk it is
   * @param snapshot has the files
   * @throws SnapshotException if the snapshot is damaged or of an unknown backend
   */
  void read(ByteInput chunk, SnapshotInput snapshot, StateTables into);
}
