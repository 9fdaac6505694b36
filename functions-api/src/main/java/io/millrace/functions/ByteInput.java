package io.millrace.functions;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * A window on an array of bytes that codecs read from, little-endian. Not thread-safe. It never
 * reads past its window: a value cut short throws {@link IllegalStateException}.
 */
public final class ByteInput {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] array = new byte[0];
  private int position;
  private int end;

  /** An input with nothing in it; see {@link #wrap}. */
  public ByteInput() {}

  /** An input over a whole array. */
  public ByteInput(byte[] array) {
    wrap(array, 0, array.length);
  }

  /** Moves the window. The array is read in place. */
  public ByteInput wrap(byte[] array, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, array.length);
    this.array = array;
    this.position = offset;
    this.end = offset + length;
    return this;
  }

  /** The array that is read. */
  public byte[] array() {
    return array;
  }

  /** Where the next byte is read, in {@link #array()}. */
  public int position() {
    return position;
  }

  /** How many bytes are left. */
  public int remaining() {
    return end - position;
  }

  private int take(int bytes) {
    int at = position;
    if (bytes < 0 || end - at < bytes) {
      throw new IllegalStateException(
          "value cut short: wanted="
              + bytes
              + " bytes, left="
              + (end - at)
              + "; is this the codec"
              + " that wrote it?");
    }
    position = at + bytes;
    return at;
  }

  /** Moves past {@code bytes} bytes. */
  public void skip(int bytes) {
    take(bytes);
  }

  /** Reads one byte. */
  public byte readByte() {
    return array[take(1)];
  }

  /** Reads two bytes. */
  public short readShort() {
    return (short) SHORT.get(array, take(2));
  }

  /** Reads four bytes. */
  public int readInt() {
    return (int) INT.get(array, take(4));
  }

  /** Reads eight bytes. */
  public long readLong() {
    return (long) LONG.get(array, take(8));
  }

  /** Reads the eight bytes of a double. */
  public double readDouble() {
    return Double.longBitsToDouble(readLong());
  }

  /** Reads the four bytes of a float. */
  public float readFloat() {
    return Float.intBitsToFloat(readInt());
  }

  /** Reads what {@link ByteOutput#writeVarInt} wrote. */
  public int readVarInt() {
    int value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      byte group = readByte();
      value |= (group & 0x7F) << shift;
      if (group >= 0) {
        return value;
      }
    }
    throw new IllegalStateException("malformed number: more than 5 bytes");
  }

  /** Reads {@code count} bytes into a new array. */
  public byte[] readBytes(int count) {
    int at = take(count);
    return Arrays.copyOfRange(array, at, at + count);
  }

  /** Reads what {@link ByteOutput#writeString} wrote. */
  public String readString() {
    int count = readVarInt();
    return new String(array, take(count), count, StandardCharsets.UTF_8);
  }
}
