package io.millrace.runtime.state;

/** Where the bytes of a key are, and their hash. Mutable, so that one serves all records. */
public final class KeyRef {
  private byte[] array = new byte[0];
  private int offset;
  private int length;
  private long hash;

  /** Refers to {@code array[offset .. offset + length)}; does not copy. */
  public KeyRef set(byte[] array, int offset, int length) {
    return set(array, offset, length, Hash.of(array, offset, length));
  }

  /** Like {@link #set(byte[], int, int)}, with the {@link Hash} that is already known. */
  public KeyRef set(byte[] array, int offset, int length, long hash) {
    this.array = array;
    this.offset = offset;
    this.length = length;
    this.hash = hash;
    return this;
  }

  /** What the key is in; belongs to whoever set it. */
  public byte[] array() {
    return array;
  }

  /** Where the key begins. */
  public int offset() {
    return offset;
  }

  /** How many bytes the key has. */
  public int length() {
    return length;
  }

  /** The {@link Hash} of the key. */
  public long hash() {
    return hash;
  }
}
