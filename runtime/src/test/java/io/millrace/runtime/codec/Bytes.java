package io.millrace.runtime.codec;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.functions.Codec;
import java.lang.reflect.Type;

/** Values to bytes and back, for tests. */
final class Bytes {
  private Bytes() {}

  @SuppressWarnings("unchecked")
  static byte[] encode(Type type, Object value) {
    return encode((Codec<Object>) Codecs.of(type), value);
  }

  static <T> byte[] encode(Codec<T> codec, T value) {
    ByteOutput out = new ByteOutput(16);
    codec.encode(value, out);
    return out.toByteArray();
  }

  /** Decodes, and refuses bytes left over. */
  static <T> T decode(Codec<T> codec, byte[] encoded) {
    ByteInput in = new ByteInput(encoded);
    T value = codec.decode(in);
    if (in.remaining() != 0) {
      throw new AssertionError("bytes left over: " + in.remaining());
    }
    return value;
  }

  static Object roundTrip(Type type, Object value) {
    return decode(Codecs.of(type), encode(type, value));
  }

  static byte[] key(Object key) {
    ByteOutput out = new ByteOutput(16);
    KeyCodec.encode(key, out);
    return out.toByteArray();
  }
}
