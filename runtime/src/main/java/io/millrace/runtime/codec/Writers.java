package io.millrace.runtime.codec;

import io.millrace.functions.ByteOutput;
import java.lang.invoke.MethodHandle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The layouts of single values: what {@link Encoders} composes. Readers has their mirror. */
final class Writers {
  private Writers() {}

  static void writeBoolean(boolean value, ByteOutput out) {
    out.writeByte(value ? 1 : 0);
  }

  static void writeByte(byte value, ByteOutput out) {
    out.writeByte(value);
  }

  static void writeShort(short value, ByteOutput out) {
    out.writeShort(value);
  }

  static void writeChar(char value, ByteOutput out) {
    out.writeShort(value);
  }

  static void writeInt(int value, ByteOutput out) {
    out.writeInt(value);
  }

  static void writeLong(long value, ByteOutput out) {
    out.writeLong(value);
  }

  static void writeFloat(float value, ByteOutput out) {
    out.writeFloat(value);
  }

  static void writeDouble(double value, ByteOutput out) {
    out.writeDouble(value);
  }

  static void writeInstant(Instant value, ByteOutput out) {
    out.writeLong(value.getEpochSecond());
    out.writeInt(value.getNano());
  }

  static void writeDuration(Duration value, ByteOutput out) {
    out.writeLong(value.getSeconds());
    out.writeInt(value.getNano());
  }

  static void writeDate(LocalDate value, ByteOutput out) {
    out.writeInt(value.getYear());
    out.writeByte(value.getMonthValue());
    out.writeByte(value.getDayOfMonth());
  }

  static void writeDateTime(LocalDateTime value, ByteOutput out) {
    writeDate(value.toLocalDate(), out);
    out.writeLong(value.toLocalTime().toNanoOfDay());
  }

  static void writeUuid(UUID value, ByteOutput out) {
    out.writeLong(value.getMostSignificantBits());
    out.writeLong(value.getLeastSignificantBits());
  }

  /** Length plus one, then UTF-8. ASCII is copied as it is checked: most strings are short. */
  static void writeString(String value, ByteOutput out) {
    if (value == null) {
      out.writeByte(0);
      return;
    }
    int chars = value.length();
    if (chars < 100) {
      out.ensure(chars + 1);
      byte[] array = out.array();
      int at = out.length() + 1;
      int i = 0;
      for (; i < chars; i++) {
        char next = value.charAt(i);
        if (next >= 0x80) {
          break;
        }
        array[at + i] = (byte) next;
      }
      if (i == chars) {
        array[at - 1] = (byte) (chars + 1);
        out.length(at + chars);
        return;
      }
    }
    writeBytes(value.getBytes(StandardCharsets.UTF_8), out);
  }

  static void writeBytes(byte[] value, ByteOutput out) {
    if (value == null) {
      out.writeByte(0);
      return;
    }
    if (value.length == Integer.MAX_VALUE) {
      throw new IllegalArgumentException("value too large: bytes=" + value.length);
    }
    out.writeVarInt(value.length + 1);
    out.writeBytes(value, 0, value.length);
  }

  static void writeBigInteger(BigInteger value, ByteOutput out) {
    writeBytes(value == null ? null : value.toByteArray(), out);
  }

  static void writeDecimal(BigDecimal value, ByteOutput out) {
    if (value == null) {
      out.writeByte(0);
      return;
    }
    writeBigInteger(value.unscaledValue(), out);
    int scale = value.scale();
    out.writeVarInt(scale << 1 ^ scale >> 31);
  }

  /** The ordinal is safe here: the schema keeps the names that go with it. */
  @SuppressWarnings("EnumOrdinal")
  static void writeEnum(Enum<?> value, ByteOutput out) {
    out.writeVarInt(value == null ? 0 : value.ordinal() + 1);
  }

  /** Stands for the components of a record without any, so that no value takes zero bytes. */
  static void writeEmpty(Object value, ByteOutput out) {
    out.writeByte(0);
  }

  /** Writes the presence byte; whether there is a value to write. */
  static boolean writePresent(Object value, ByteOutput out) {
    boolean present = value != null;
    out.writeByte(present ? 1 : 0);
    return present;
  }

  static void writeOptional(MethodHandle element, Optional<?> value, ByteOutput out)
      throws Throwable {
    if (value == null) {
      out.writeByte(0);
    } else if (value.isEmpty()) {
      out.writeByte(1);
    } else {
      out.writeByte(2);
      element.invokeExact((Object) value.get(), out);
    }
  }

  static void writeSealed(Class<?>[] cases, MethodHandle[] writers, Object value, ByteOutput out)
      throws Throwable {
    if (value == null) {
      out.writeByte(0);
      return;
    }
    Class<?> type = value instanceof Enum<?> one ? one.getDeclaringClass() : value.getClass();
    for (int i = 0; i < cases.length; i++) {
      if (cases[i] == type) {
        out.writeVarInt(i + 1);
        writers[i].invokeExact(value, out);
        return;
      }
    }
    throw new IllegalArgumentException("not a permitted case: type=" + type.getName());
  }

  static void writeList(MethodHandle plain, MethodHandle nullable, List<?> list, ByteOutput out)
      throws Throwable {
    if (list == null) {
      out.writeByte(0);
      return;
    }
    int size = list.size();
    boolean nulls = anyNull(list);
    writeCount(size, nulls, out);
    MethodHandle element = nulls ? nullable : plain;
    for (int i = 0; i < size; i++) {
      element.invokeExact((Object) list.get(i), out);
    }
  }

  private static void writeCount(int size, boolean nulls, ByteOutput out) {
    if (size > Readers.MAX_COUNT) {
      throw new IllegalArgumentException(
          "collection too large: size=" + size + "; at most " + Readers.MAX_COUNT);
    }
    out.writeVarInt((size << 1 | (nulls ? 1 : 0)) + 1);
  }

  private static boolean anyNull(Collection<?> elements) {
    for (Object element : elements) {
      if (element == null) {
        return true;
      }
    }
    return false;
  }

  /** Elements go in order of their bytes: iteration order may differ between equal sets. */
  static void writeSet(MethodHandle plain, MethodHandle nullable, Set<?> set, ByteOutput out)
      throws Throwable {
    if (set == null) {
      out.writeByte(0);
      return;
    }
    boolean nulls = anyNull(set);
    writeCount(set.size(), nulls, out);
    MethodHandle element = nulls ? nullable : plain;
    Sorter sorter = new Sorter(out, set.size());
    for (Object one : set) {
      sorter.begin();
      element.invokeExact(one, out);
    }
    sorter.finish();
  }

  /** Entries go in order of their bytes, keys first, as in {@link #writeSet}. */
  static void writeMap(MethodHandle[] plain, MethodHandle[] nullable, Map<?, ?> map, ByteOutput out)
      throws Throwable {
    if (map == null) {
      out.writeByte(0);
      return;
    }
    boolean nulls = anyNull(map.keySet()) || anyNull(map.values());
    writeCount(map.size(), nulls, out);
    MethodHandle[] element = nulls ? nullable : plain;
    Sorter sorter = new Sorter(out, map.size());
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      sorter.begin();
      element[0].invokeExact((Object) entry.getKey(), out);
      element[1].invokeExact((Object) entry.getValue(), out);
    }
    sorter.finish();
  }
}
