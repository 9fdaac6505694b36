package io.millrace.connector.files;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow. One thread. */
final class LineBuffer extends OutputStream {
  private byte[] bytes = new byte[256 << 10];
  private int size;

  @Override
  public void write(int b) {
    reserve(1);
    bytes[size++] = (byte) b;
  }

  @Override
  public void write(byte[] from, int offset, int length) {
    reserve(length);
    System.arraycopy(from, offset, bytes, size, length);
    size += length;
  }

  /** Appends a text and a newline. */
  void line(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    write(utf8, 0, utf8.length);
    write('\n');
  }

  private void reserve(int length) {
    if (bytes.length - size < length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(size, length)));
    }
  }

  /** The bytes; those up to {@link #size} count. */
  byte[] bytes() {
    return bytes;
  }

  int size() {
    return size;
  }

  /** Drops what is behind a size. */
  void cutTo(int newSize) {
    size = newSize;
  }
}
