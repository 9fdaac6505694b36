package io.millrace.functions.connect;

/**
 * How far a sink has read the journal of one partition.
 *
 * @param generation which life of the journal; a rewind starts a new one
 * @param offset the first offset that was not read
 */
public record SinkPosition(int generation, long offset) implements Comparable<SinkPosition> {

  /** Before the first record. */
  public static final SinkPosition START = new SinkPosition(0, 0);

  @Override
  public int compareTo(SinkPosition other) {
    int order = Integer.compare(generation, other.generation);
    return order != 0 ? order : Long.compare(offset, other.offset);
  }
}
