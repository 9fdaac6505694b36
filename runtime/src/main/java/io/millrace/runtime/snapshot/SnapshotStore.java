package io.millrace.runtime.snapshot;

import java.util.List;

/** Where the snapshots of one application are kept. Called by the partitions' threads. */
public interface SnapshotStore {

  /** Starts writing a snapshot. It exists only once its output is committed. */
  SnapshotOutput begin(SnapshotId id);

  /** The committed snapshots of a partition, oldest first; damaged ones are left out and logged. */
  List<SnapshotId> list(int partition);

  /**
   * Opens a committed snapshot.
   *
   * @throws SnapshotException if it is missing or damaged; names the file
   */
  SnapshotInput open(SnapshotId id);

  /**
   * Reads all bytes of a committed snapshot, for another store of the same kind. Nothing is waited
   * for. The snapshot may be deleted meanwhile.
   *
   * @throws SnapshotException if it is missing
   */
  OutgoingSnapshot send(SnapshotId id);

  /** Takes the bytes that {@link #send} gave; the snapshot exists once it is committed. */
  IncomingSnapshot receive(SnapshotId id);

  /** Deletes a committed snapshot; nothing happens if it is not there. Does not wait for a disk. */
  void delete(SnapshotId id);
}
