package io.millrace.runtime.codec;

import io.millrace.functions.ByteInput;
import java.lang.invoke.MethodHandle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reads what {@link Writers} wrote. No length is believed before it is held against the input. */
final class Readers {
  /** The most elements of a collection. */
  static final int MAX_COUNT = (1 << 30) - 2;

  /** Room made before an element was read: malformed nested lists must not take the heap. */
  private static final int TRUSTED_COUNT = 64;

  private static final byte[] NO_BYTES = {};

  private Readers() {}

  static boolean readBoolean(ByteInput in) {
    return flag(in.readByte());
  }

  private static boolean flag(byte value) {
    if ((value & ~1) != 0) {
      throw malformed("flag", value);
    }
    return value != 0;
  }

  static IllegalStateException malformed(String what, long value) {
    return new IllegalStateException(
        "malformed value: " + what + "=" + value + "; is this the codec that wrote it?");
  }

  static byte readByte(ByteInput in) {
    return in.readByte();
  }

  static short readShort(ByteInput in) {
    return in.readShort();
  }

  static char readChar(ByteInput in) {
    return (char) in.readShort();
  }

  static int readInt(ByteInput in) {
    return in.readInt();
  }

  static long readLong(ByteInput in) {
    return in.readLong();
  }

  static float readFloat(ByteInput in) {
    return in.readFloat();
  }

  static double readDouble(ByteInput in) {
    return in.readDouble();
  }

  static Instant readInstant(ByteInput in) {
    long seconds = in.readLong();
    return Instant.ofEpochSecond(seconds, in.readInt());
  }

  static Duration readDuration(ByteInput in) {
    long seconds = in.readLong();
    return Duration.ofSeconds(seconds, in.readInt());
  }

  static LocalDate readDate(ByteInput in) {
    int year = in.readInt();
    int month = in.readByte();
    return LocalDate.of(year, month, in.readByte());
  }

  static LocalDateTime readDateTime(ByteInput in) {
    LocalDate date = readDate(in);
    return LocalDateTime.of(date, LocalTime.ofNanoOfDay(in.readLong()));
  }

  static UUID readUuid(ByteInput in) {
    long high = in.readLong();
    return new UUID(high, in.readLong());
  }

  /** A length in bytes, or -1 for null. */
  static int readLength(ByteInput in) {
    int length = in.readVarInt() - 1;
    if (length < -1 || length > in.remaining()) {
      throw malformed("length", length);
    }
    return length;
  }

  static String readString(ByteInput in) {
    int length = readLength(in);
    if (length < 0) {
      return null;
    }
    int at = in.position();
    in.skip(length);
    return new String(in.array(), at, length, StandardCharsets.UTF_8);
  }

  static byte[] readBytes(ByteInput in) {
    int length = readLength(in);
    return length < 0 ? null : length == 0 ? NO_BYTES : in.readBytes(length);
  }

  static BigInteger readBigInteger(ByteInput in) {
    byte[] bytes = readBytes(in);
    return bytes == null ? null : new BigInteger(bytes);
  }

  static BigDecimal readDecimal(ByteInput in) {
    BigInteger unscaled = readBigInteger(in);
    if (unscaled == null) {
      return null;
    }
    int scale = in.readVarInt();
    return new BigDecimal(unscaled, scale >>> 1 ^ -(scale & 1));
  }

  /** A number from 1 to {@code limit} less one, or -1 for null. */
  static int readTag(int limit, ByteInput in) {
    int tag = in.readVarInt() - 1;
    if (tag < -1 || tag >= limit) {
      throw malformed("tag", tag);
    }
    return tag;
  }

  static Object readEnum(Object[] constants, ByteInput in) {
    int tag = readTag(constants.length, in);
    return tag < 0 ? null : constants[tag];
  }

  static void readEmpty(ByteInput in) {
    byte value = in.readByte();
    if (value != 0) {
      throw malformed("empty record", value);
    }
  }

  static Object readOptional(MethodHandle element, ByteInput in) throws Throwable {
    byte tag = in.readByte();
    return switch (tag) {
      case 0 -> null;
      case 1 -> Optional.empty();
      case 2 -> Optional.of((Object) element.invokeExact(in));
      default -> throw malformed("optional", tag);
    };
  }

  static Object readSealed(MethodHandle[] readers, ByteInput in) throws Throwable {
    int tag = readTag(readers.length, in);
    return tag < 0 ? null : (Object) readers[tag].invokeExact(in);
  }

  /** The header of a collection: twice the count plus one if nulls are among them; or -1. */
  static int readCount(ByteInput in) {
    int header = in.readVarInt() - 1;
    if (header != -1 && header >>> 1 > in.remaining()) {
      throw malformed("count", header);
    }
    return header;
  }

  static List<?> readList(MethodHandle plain, MethodHandle nullable, ByteInput in)
      throws Throwable {
    int header = readCount(in);
    if (header <= 0) {
      return header < 0 ? null : List.of();
    }
    int count = header >>> 1;
    Object[] elements = new Object[Math.min(count, TRUSTED_COUNT)];
    MethodHandle element = (header & 1) == 0 ? plain : nullable;
    for (int i = 0; i < count; i++) {
      if (i == elements.length) {
        elements = Arrays.copyOf(elements, (int) Math.min(count, 4L * i));
      }
      elements[i] = (Object) element.invokeExact(in);
    }
    return Collections.unmodifiableList(Arrays.asList(elements));
  }

  static Set<?> readSet(MethodHandle plain, MethodHandle nullable, ByteInput in) throws Throwable {
    int header = readCount(in);
    if (header < 0) {
      return null;
    }
    MethodHandle element = (header & 1) == 0 ? plain : nullable;
    Set<Object> set = new LinkedHashSet<>();
    for (int i = header >>> 1; i > 0; i--) {
      set.add((Object) element.invokeExact(in));
    }
    return Collections.unmodifiableSet(set);
  }

  static Map<?, ?> readMap(MethodHandle[] plain, MethodHandle[] nullable, ByteInput in)
      throws Throwable {
    int header = readCount(in);
    if (header < 0) {
      return null;
    }
    MethodHandle[] element = (header & 1) == 0 ? plain : nullable;
    Map<Object, Object> map = new LinkedHashMap<>();
    for (int i = header >>> 1; i > 0; i--) {
      Object key = (Object) element[0].invokeExact(in);
      map.put(key, (Object) element[1].invokeExact(in));
    }
    return Collections.unmodifiableMap(map);
  }
}
