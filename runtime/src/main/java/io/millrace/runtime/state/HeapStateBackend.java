package io.millrace.runtime.state;

/** State in the heap. */
final class HeapStateBackend implements StateBackend {
  private final StateFilesReader files;

  HeapStateBackend(StateFilesReader files) {
    this.files = files;
  }

  @Override
  public StateTables open(int partition) {
    return new HeapStateTables(files);
  }

  @Override
  public String description() {
    return "heap";
  }

  @Override
  public void close() {
    // holds nothing
  }
}
