package io.millrace.functions;

/**
 * Turns values into bytes and back. Equal values must give equal bytes. One instance is used by
 * several threads at once, so it must keep no state of its own.
 *
 * @param <T> the type of values
 */
public interface Codec<T> {

  /** Appends the encoded value. */
  void encode(T value, ByteOutput out);

  /** Reads one value; {@link ByteInput#remaining()} is exactly what {@link #encode} wrote. */
  T decode(ByteInput in);
}
