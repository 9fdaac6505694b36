package io.millrace.runtime.partition;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.codec.KeyCodec;
import io.millrace.runtime.frame.Bits;
import io.millrace.runtime.plan.TopicPlan;
import io.millrace.runtime.state.Hash;
import java.time.Instant;
import java.util.UUID;

/**
 * Encodes the key and the value of a record, checking its size. Also used by sources and clients,
 * so that a record has the same key bytes wherever it comes from. Not thread-safe.
 */
public final class RecordEncoder {
  /** Whole values longer than this are keyed by their hash. */
  private static final int LONGEST_WHOLE_KEY = 1024;

  private static final int LONGEST_KEY = 65_535;

  private final int recordBytes;
  private final ByteOutput key = new ByteOutput(64);
  private final ByteOutput value = new ByteOutput(256);

  /** An encoder that refuses records of more than {@code recordBytes}. */
  public RecordEncoder(int recordBytes) {
    this.recordBytes = recordBytes;
  }

  /**
   * Encodes the key of a value into {@link #key()}.
   *
   * @throws IllegalArgumentException if it has none, or one that cannot be encoded
   */
  public void encodeKey(TopicPlan topic, Object record) {
    key.length(0);
    if (topic.topic().isKeyed()) {
      encodeKey(topic, record, topic.topic().keyOf(record));
      return;
    } else if (isScalar(record)) {
      KeyCodec.encode(record, key);
    } else {
      encodeValue(topic, record);
      if (value.length() <= LONGEST_WHOLE_KEY) {
        KeyCodec.encode(value.toByteArray(), key);
      } else {
        byte[] hash = new byte[8];
        Bits.putLong(hash, 0, Hash.of(value.array(), 0, value.length()));
        KeyCodec.encode(hash, key);
      }
    }
    checkKey(topic);
  }

  /**
   * Encodes {@code of} as the key of a record.
   *
   * @throws IllegalArgumentException if it is null, or cannot be encoded
   */
  public void encodeKey(TopicPlan topic, Object record, Object of) {
    key.length(0);
    if (of == null) {
      throw new IllegalArgumentException(
          "key is null: topic=" + topic + ", value=" + record + "; every record needs a key");
    }
    KeyCodec.encode(of, key);
    checkKey(topic);
  }

  private void checkKey(TopicPlan topic) {
    if (key.length() > LONGEST_KEY) {
      throw new IllegalArgumentException(
          "key too long: topic="
              + topic
              + ", bytes="
              + key.length()
              + "; at most "
              + LONGEST_KEY
              + ": key by a shorter part of the value");
    }
  }

  private static boolean isScalar(Object value) {
    return value instanceof String
        || value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte
        || value instanceof Boolean
        || value instanceof Character
        || value instanceof byte[]
        || value instanceof Enum<?>
        || value instanceof Instant
        || value instanceof UUID;
  }

  /**
   * Encodes a value into {@link #value()}.
   *
   * @throws IllegalArgumentException if it is too large
   */
  public void encodeValue(TopicPlan topic, Object record) {
    value.length(0);
    topic.codec().encode(record, value);
    if (value.length() > recordBytes) {
      throw new IllegalArgumentException(
          "record too large: topic="
              + topic
              + ", bytes="
              + value.length()
              + "; at most "
              + recordBytes
              + ": raise the largest record's setting or split the value");
    }
  }

  /** The key last encoded. */
  public ByteOutput key() {
    return key;
  }

  /** The value last encoded. */
  public ByteOutput value() {
    return value;
  }
}
