package io.millrace.runtime.state;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.functions.Codec;
import java.nio.charset.StandardCharsets;

/** Codecs and keys for tests of this package. */
final class TestCodecs {
  static final Codec<String> TEXT =
      new Codec<>() {
        @Override
        public void encode(String value, ByteOutput out) {
          byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
          out.writeBytes(bytes, 0, bytes.length);
        }

        @Override
        public String decode(ByteInput in) {
          return new String(in.readBytes(in.remaining()), StandardCharsets.UTF_8);
        }
      };

  private TestCodecs() {}

  static KeyRef key(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new KeyRef().set(bytes, 0, bytes.length);
  }
}
