package io.millrace.transport;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import java.nio.charset.StandardCharsets;

/**
 * The first message of either side: who it is, which life and attempt of its, and a nonce that was
 * never used before. The dialler's is called HELLO, the other's ANSWER.
 *
 * @param echo of an ANSWER: the HELLO's nonce; of a HELLO: zeros
 * @param incarnation which life of the sender; later ones are higher
 * @param attempt which connection of that life; later ones are higher
 * @param address where the sender listens, {@code host:port}; of an ANSWER: empty
 */
record Greeting(
    boolean answer,
    boolean encrypted,
    long incarnation,
    long attempt,
    byte[] nonce,
    byte[] echo,
    String sender,
    String receiver,
    String address) {

  /** The message without the code that proves it. */
  byte[] encode() {
    ByteOutput out = new ByteOutput(256);
    out.writeByte(Wire.VERSION);
    out.writeByte(answer ? Wire.ANSWER : Wire.HELLO);
    out.writeByte(encrypted ? 1 : 0);
    out.writeByte(0);
    out.writeLong(incarnation);
    out.writeLong(attempt);
    out.writeBytes(nonce, 0, Wire.NONCE);
    out.writeBytes(echo, 0, Wire.NONCE);
    text(out, sender);
    text(out, receiver);
    text(out, address);
    return out.toByteArray();
  }

  private static void text(ByteOutput out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeShort(bytes.length);
    out.writeBytes(bytes, 0, bytes.length);
  }

  /** Reads what {@link #encode} wrote; null if the bytes are no greeting. */
  static Greeting decode(byte[] array, int length) {
    try {
      ByteInput in = new ByteInput().wrap(array, 0, length);
      if (in.readByte() != Wire.VERSION) {
        return null;
      }
      int kind = in.readByte();
      int flags = in.readByte();
      if ((kind != Wire.HELLO && kind != Wire.ANSWER) || (flags & ~1) != 0 || in.readByte() != 0) {
        return null;
      }
      Greeting greeting =
          new Greeting(
              kind == Wire.ANSWER,
              flags == 1,
              in.readLong(),
              in.readLong(),
              in.readBytes(Wire.NONCE),
              in.readBytes(Wire.NONCE),
              text(in),
              text(in),
              text(in));
      return in.remaining() == 0 ? greeting : null;
    } catch (IllegalStateException e) {
      return null; // cut short
    }
  }

  private static String text(ByteInput in) {
    int length = in.readShort();
    if (length < 0 || length > in.remaining()) {
      throw new IllegalStateException("text cut short");
    }
    return new String(in.readBytes(length), StandardCharsets.UTF_8);
  }

  /** Whether it is of a later life, or of a later attempt of the same one, than that one. */
  boolean isLaterThan(long otherIncarnation, long otherAttempt) {
    return incarnation != otherIncarnation
        ? incarnation > otherIncarnation
        : attempt > otherAttempt;
  }
}
