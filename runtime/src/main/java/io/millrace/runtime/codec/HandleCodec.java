package io.millrace.runtime.codec;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.functions.Codec;
import java.lang.invoke.MethodHandle;

/** A codec made of two composed handles. */
final class HandleCodec implements Codec<Object> {
  private final String name;
  private final MethodHandle encoder;
  private final MethodHandle decoder;

  /**
   * @param encoder {@code (Object, ByteOutput)void}, or null if it only reads
   * @param decoder {@code (ByteInput)Object}
   */
  HandleCodec(String name, MethodHandle encoder, MethodHandle decoder) {
    this.name = name;
    this.encoder = encoder;
    this.decoder = decoder;
  }

  @Override
  public void encode(Object value, ByteOutput out) {
    if (value == null || encoder == null) {
      throw refusal();
    }
    try {
      encoder.invokeExact(value, out);
    } catch (RuntimeException e) {
      throw e;
    } catch (StackOverflowError e) {
      throw new IllegalArgumentException("value nested too deeply: type=" + name, e);
    } catch (Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("value not encoded: type=" + name, e);
    }
  }

  private RuntimeException refusal() {
    return encoder == null
        ? new UnsupportedOperationException(
            "codec only reads: type=" + name + "; it is for values of an older schema")
        : new IllegalArgumentException(
            "value is null: type=" + name + "; use Optional or remove the entry");
  }

  @Override
  public Object decode(ByteInput in) {
    Object value;
    try {
      value = (Object) decoder.invokeExact(in);
    } catch (RuntimeException e) {
      throw e;
    } catch (StackOverflowError e) {
      throw new IllegalStateException("malformed value: nested too deeply, type=" + name, e);
    } catch (Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("value not decoded: type=" + name, e);
    }
    if (value == null) {
      throw new IllegalStateException(
          "malformed value: null, type=" + name + "; is this the codec that wrote it?");
    }
    return value;
  }

  @Override
  public String toString() {
    return "codec of " + name;
  }
}
