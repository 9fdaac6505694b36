package io.millrace.runtime.codec;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.functions.Codec;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/**
 * The canonical, self-describing encoding of keys: equal keys give equal bytes in every version of
 * every application, so they can be hashed and compared as bytes. Thread-safe.
 *
 * <p>Byte, Short, Integer and Long of the same number are the same key; so are Float and Double
 * (-0.0 is 0.0, every NaN is the same), and a record and the list of its components. An enum is its
 * name.
 */
public final class KeyCodec {
  private static final int MAX_DEPTH = 32;

  private KeyCodec() {}

  /**
   * Appends an encoded key.
   *
   * @throws IllegalArgumentException if it is null, contains null, or is of another type
   */
  public static void encode(Object key, ByteOutput out) {
    if (key instanceof Long number) {
      writeIntegral(number, out);
    } else if (key instanceof String text) {
      writeText(KeyTag.STRING, text, out);
    } else if (key instanceof Integer number) {
      writeIntegral(number, out);
    } else {
      encodeOther(key, out, 0);
    }
  }

  private static void writeIntegral(long number, ByteOutput out) {
    out.writeByte(KeyTag.INTEGRAL);
    out.writeLong(number);
  }

  private static void writeText(int tag, String text, ByteOutput out) {
    out.writeByte(tag);
    out.writeString(text);
  }

  private static void encodeOther(Object key, ByteOutput out, int depth) {
    if (key instanceof Long
        || key instanceof Integer
        || key instanceof Short
        || key instanceof Byte) {
      writeIntegral(((Number) key).longValue(), out);
    } else if (key instanceof String text) {
      writeText(KeyTag.STRING, text, out);
    } else if (key instanceof Enum<?> constant) {
      writeText(KeyTag.ENUM, constant.name(), out);
    } else if (key instanceof UUID uuid) {
      out.writeByte(KeyTag.UUID);
      Writers.writeUuid(uuid, out);
    } else if (key instanceof Record record) {
      writeSequence(KeyType.of(record.getClass()).components(record), record, out, depth);
    } else if (key instanceof List<?> list) {
      writeSequence(list.toArray(), list, out, depth);
    } else if (key instanceof byte[] bytes) {
      out.writeByte(KeyTag.BYTES);
      out.writeVarInt(bytes.length);
      out.writeBytes(bytes, 0, bytes.length);
    } else if (key instanceof Instant instant) {
      out.writeByte(KeyTag.INSTANT);
      Writers.writeInstant(instant, out);
    } else if (key instanceof LocalDate date) {
      out.writeByte(KeyTag.DATE);
      Writers.writeDate(date, out);
    } else if (key instanceof Boolean flag) {
      out.writeByte(KeyTag.BOOLEAN);
      out.writeByte(flag ? 1 : 0);
    } else if (key instanceof Character character) {
      out.writeByte(KeyTag.CHARACTER);
      out.writeShort(character);
    } else if (key instanceof Double || key instanceof Float) {
      out.writeByte(KeyTag.DOUBLE);
      out.writeDouble(((Number) key).doubleValue() + 0.0);
    } else {
      throw refusal(key);
    }
  }

  private static void writeSequence(Object[] elements, Object key, ByteOutput out, int depth) {
    if (depth == MAX_DEPTH) {
      throw new IllegalArgumentException(
          "key nested too deeply: type=" + key.getClass().getName() + "; at most " + MAX_DEPTH);
    }
    out.writeByte(KeyTag.SEQUENCE);
    out.writeVarInt(elements.length);
    for (int i = 0; i < elements.length; i++) {
      if (elements[i] == null) {
        throw new IllegalArgumentException(
            "key contains null: type="
                + key.getClass().getName()
                + ", component="
                + i
                + "; choose a value that stands for none");
      }
      encodeOther(elements[i], out, depth + 1);
    }
  }

  private static IllegalArgumentException refusal(Object key) {
    return new IllegalArgumentException(
        key == null
            ? "key is null; every record of a keyed topic needs a key: filter the record out, or"
                + " choose a value that stands for none"
            : "key type not supported: type="
                + key.getClass().getName()
                + "; use a string, an integral number, a double, a boolean, a character, byte[], an"
                + " enum, Instant, LocalDate, UUID, or a record or list of these");
  }

  /** Reads a key as it describes itself: Long, Double, List for records, String for enums. */
  public static Object decode(ByteInput in) {
    return decode(in, 0);
  }

  private static Object decode(ByteInput in, int depth) {
    return decodeTagged(in.readByte(), in, depth);
  }

  /** Reads a key whose tag was read. */
  static Object decodeTagged(int tag, ByteInput in, int depth) {
    return switch (tag) {
      case KeyTag.INTEGRAL -> in.readLong();
      case KeyTag.STRING, KeyTag.ENUM -> in.readString();
      case KeyTag.BOOLEAN -> Readers.readBoolean(in);
      case KeyTag.CHARACTER -> Readers.readChar(in);
      case KeyTag.BYTES -> in.readBytes(in.readVarInt());
      case KeyTag.INSTANT -> Readers.readInstant(in);
      case KeyTag.UUID -> Readers.readUuid(in);
      case KeyTag.DATE -> Readers.readDate(in);
      case KeyTag.DOUBLE -> in.readDouble();
      case KeyTag.SEQUENCE -> {
        int count = readCount(in, depth);
        List<Object> elements = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
          elements.add(decode(in, depth + 1));
        }
        yield Collections.unmodifiableList(elements);
      }
      default -> throw Readers.malformed("key tag", tag);
    };
  }

  static int readCount(ByteInput in, int depth) {
    int count = in.readVarInt();
    if (count < 0 || count > in.remaining() || depth >= MAX_DEPTH) {
      throw Readers.malformed("key count", count);
    }
    return count;
  }

  /**
   * Reads a key as {@code type}: integral numbers, doubles, records and enums become what the type
   * says. As {@code Object} it describes itself, as in {@link #decode(ByteInput)}.
   *
   * @throws IllegalStateException if the key is no such thing, or does not fit
   */
  @SuppressWarnings("unchecked")
  public static <K> K decode(ByteInput in, Class<K> type) {
    return (K) (type == Object.class ? decode(in) : KeyType.of(type).read(in.readByte(), in, 0));
  }

  /**
   * The codec of keys of one type, for map state.
   *
   * @throws UnsupportedTypeException if keys cannot be of that type
   */
  public static <K> Codec<K> codecOf(Class<K> type) {
    KeyType.check(type);
    return new Codec<>() {
      @Override
      public void encode(K value, ByteOutput out) {
        KeyCodec.encode(value, out);
      }

      @Override
      public K decode(ByteInput in) {
        return KeyCodec.decode(in, type);
      }
    };
  }

  /** A key for people; at the top a string is as it is, inside a sequence it is quoted. */
  public static String toText(byte[] array, int offset, int length) {
    return KeyText.print(new ByteInput().wrap(array, offset, length));
  }

  /**
   * The keys that a person may mean by {@code text}, likeliest first: the literal that {@link
   * #toText} prints so (number, boolean, date, instant, UUID, list, ...), the string itself, and
   * the enum constant of that name. Try them in order.
   */
  public static List<byte[]> encodeCandidates(String text) {
    return KeyText.candidates(text);
  }
}
