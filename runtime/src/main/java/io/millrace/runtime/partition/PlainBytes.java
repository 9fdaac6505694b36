package io.millrace.runtime.partition;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.functions.Codec;

/** Bytes that are their own encoding. */
enum PlainBytes implements Codec<byte[]> {
  CODEC;

  @Override
  public void encode(byte[] value, ByteOutput out) {
    out.writeBytes(value, 0, value.length);
  }

  @Override
  public byte[] decode(ByteInput in) {
    return in.readBytes(in.remaining());
  }
}
