package io.millrace.runtime.codec;

import io.millrace.functions.Codec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * What one codec is made of, and how it says that it failed.
 *
 * @param name of the type
 * @param encoder {@code (Object, ByteOutput)void}, or null if it only reads
 * @param decoder {@code (ByteInput)Object}
 */
record CodecParts(String name, MethodHandle encoder, MethodHandle decoder) {
  private static final byte[] TEMPLATE = template();

  private static byte[] template() {
    try (InputStream bytes = HandleCodec.class.getResourceAsStream("HandleCodec.class")) {
      return bytes.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A codec of these parts, of a class of its own. */
  @SuppressWarnings("unchecked")
  Codec<Object> codec() {
    try {
      MethodHandles.Lookup own =
          MethodHandles.lookup().defineHiddenClassWithClassData(TEMPLATE, this, true);
      MethodHandle constructor =
          own.findConstructor(own.lookupClass(), MethodType.methodType(void.class));
      return (Codec<Object>) constructor.invoke();
    } catch (Throwable e) {
      throw new IllegalStateException("codec cannot be made: type=" + name, e);
    }
  }

  RuntimeException refusal() {
    return encoder == null
        ? new UnsupportedOperationException(
            "codec only reads: type=" + name + "; it is for values of an older schema")
        : new IllegalArgumentException(
            "value is null: type=" + name + "; use Optional or remove the entry");
  }

  RuntimeException notEncoded(Throwable cause) {
    if (cause instanceof StackOverflowError) {
      return new IllegalArgumentException("value nested too deeply: type=" + name, cause);
    }
    return unchecked(cause, "value not encoded: type=");
  }

  RuntimeException notDecoded(Throwable cause) {
    if (cause instanceof StackOverflowError) {
      return new IllegalStateException("malformed value: nested too deeply, type=" + name, cause);
    }
    return unchecked(cause, "value not decoded: type=");
  }

  private RuntimeException unchecked(Throwable cause, String what) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException known
        ? known
        : new IllegalStateException(what + name, cause);
  }

  RuntimeException nullDecoded() {
    return new IllegalStateException(
        "malformed value: null, type=" + name + "; is this the codec that wrote it?");
  }
}
