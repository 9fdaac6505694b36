package io.millrace.functions;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing array of bytes that codecs append to, little-endian. Not thread-safe. Whoever created
 * it owns the array; it moves when it grows.
 */
public final class ByteOutput {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] array;
  private int length;

  /** An empty output. */
  public ByteOutput(int initialCapacity) {
    array = new byte[Math.max(16, initialCapacity)];
  }

  /** The bytes so far are {@code array()[0..length())}; the array is replaced when it grows. */
  public byte[] array() {
    return array;
  }

  /** How many bytes were written. */
  public int length() {
    return length;
  }

  /** Forgets all bytes from {@code length} on; with a greater length, skips over bytes. */
  public void length(int length) {
    if (length > array.length) {
      grow(length - this.length);
    }
    this.length = length;
  }

  /** Makes room for {@code bytes} more without changing the length. */
  public void ensure(int bytes) {
    if (array.length - length < bytes) {
      grow(bytes);
    }
  }

  private void grow(int bytes) {
    long wanted = (long) length + bytes;
    if (wanted > Integer.MAX_VALUE - 16) {
      throw new IllegalStateException("output too large: bytes=" + wanted + "; at most 2 GiB");
    }
    long doubled = Math.min(2L * array.length, Integer.MAX_VALUE - 16);
    array = Arrays.copyOf(array, (int) Math.max(wanted, doubled));
  }

  /** Appends one byte, the low eight bits of {@code value}. */
  public void writeByte(int value) {
    ensure(1);
    array[length++] = (byte) value;
  }

  /** Appends two bytes. */
  public void writeShort(int value) {
    ensure(2);
    SHORT.set(array, length, (short) value);
    length += 2;
  }

  /** Appends four bytes. */
  public void writeInt(int value) {
    ensure(4);
    INT.set(array, length, value);
    length += 4;
  }

  /** Appends eight bytes. */
  public void writeLong(long value) {
    ensure(8);
    LONG.set(array, length, value);
    length += 8;
  }

  /** Appends the eight bytes of a double. */
  public void writeDouble(double value) {
    writeLong(Double.doubleToLongBits(value));
  }

  /** Appends the four bytes of a float. */
  public void writeFloat(float value) {
    writeInt(Float.floatToIntBits(value));
  }

  /** Appends an unsigned number in seven-bit groups, low group first: 1 to 5 bytes. */
  public void writeVarInt(int value) {
    ensure(5);
    int rest = value;
    while ((rest & ~0x7F) != 0) {
      array[length++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    array[length++] = (byte) rest;
  }

  /** Appends part of an array. */
  public void writeBytes(byte[] source, int offset, int count) {
    ensure(count);
    System.arraycopy(source, offset, array, length, count);
    length += count;
  }

  /** Appends the number of UTF-8 bytes (as {@link #writeVarInt}), then the bytes. */
  public void writeString(String value) {
    int chars = value.length();
    if (chars < 64 && isAscii(value, chars)) {
      ensure(chars + 1);
      array[length++] = (byte) chars;
      for (int i = 0; i < chars; i++) {
        array[length + i] = (byte) value.charAt(i);
      }
      length += chars;
      return;
    }
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    writeVarInt(bytes.length);
    writeBytes(bytes, 0, bytes.length);
  }

  private static boolean isAscii(String value, int chars) {
    for (int i = 0; i < chars; i++) {
      if (value.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /** A copy of the bytes so far. */
  public byte[] toByteArray() {
    return Arrays.copyOf(array, length);
  }
}
