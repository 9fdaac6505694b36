package io.millrace.runtime.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Little-endian numbers at places of byte arrays. */
public final class Bits {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Bits() {}

  public static int unsignedShort(byte[] array, int at) {
    return (short) SHORT.get(array, at) & 0xFFFF;
  }

  public static void putShort(byte[] array, int at, int value) {
    SHORT.set(array, at, (short) value);
  }

  public static int getInt(byte[] array, int at) {
    return (int) INT.get(array, at);
  }

  public static void putInt(byte[] array, int at, int value) {
    INT.set(array, at, value);
  }

  public static long getLong(byte[] array, int at) {
    return (long) LONG.get(array, at);
  }

  public static void putLong(byte[] array, int at, long value) {
    LONG.set(array, at, value);
  }
}
