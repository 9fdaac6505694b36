package io.millrace.runtime.codec;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.functions.Codec;
import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/**
 * A codec made of two composed handles: a template, which {@link CodecParts#codec} defines again,
 * hidden, for each codec, with the handles as its constants. Only a handle that is a constant is
 * compiled into the method that uses it, and only by its class does a caller tell one codec from
 * another. The class under this name is never initialized.
 */
final class HandleCodec implements Codec<Object> {
  private static final CodecParts PARTS = parts();
  private static final MethodHandle ENCODER = PARTS.encoder();
  private static final MethodHandle DECODER = PARTS.decoder();

  /** Only {@link CodecParts#codec}. */
  HandleCodec() {}

  private static CodecParts parts() {
    try {
      return MethodHandles.classData(
          MethodHandles.lookup(), ConstantDescs.DEFAULT_NAME, CodecParts.class);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void encode(Object value, ByteOutput out) {
    if (value == null || ENCODER == null) {
      throw PARTS.refusal();
    }
    try {
      ENCODER.invokeExact(value, out);
    } catch (Throwable e) {
      throw PARTS.notEncoded(e);
    }
  }

  @Override
  public Object decode(ByteInput in) {
    Object value;
    try {
      value = (Object) DECODER.invokeExact(in);
    } catch (Throwable e) {
      throw PARTS.notDecoded(e);
    }
    if (value == null) {
      throw PARTS.nullDecoded();
    }
    return value;
  }

  @Override
  public String toString() {
    return "codec of " + PARTS.name();
  }
}
