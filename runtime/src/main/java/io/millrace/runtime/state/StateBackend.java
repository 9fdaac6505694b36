package io.millrace.runtime.state;

/**
 * Where the state of an application's partitions is kept: in the heap, or elsewhere. One serves all
 * partitions of a process; {@link #open} may be called by several threads.
 */
public interface StateBackend extends AutoCloseable {

  /**
   * The empty state of a partition. What an earlier opener left behind is not looked at: state
   * comes from a snapshot and the journal.
   *
   * @throws IllegalStateException if it cannot be opened; says what to do
   */
  StateTables open(int partition);

  /** What it is, for people: its name and, where there is one, its bound. */
  String description();

  /** Gives back what all partitions share; they are closed first. */
  @Override
  void close();

  /** State in the heap; snapshots of other backends are refused. */
  static StateBackend heap() {
    return heap(
        (chunk, snapshot, into) -> {
          throw new io.millrace.runtime.snapshot.SnapshotException(
              "snapshot holds files of another state backend: backend=heap; start with the backend"
                  + " that wrote it, or with one that reads it");
        });
  }

  /**
   * State in the heap.
   *
   * @param files reads snapshots of another backend
   */
  static StateBackend heap(StateFilesReader files) {
    return new HeapStateBackend(files);
  }
}
