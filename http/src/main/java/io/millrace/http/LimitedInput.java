package io.millrace.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body of unknown length that must not be longer than a limit. */
final class LimitedInput extends FilterInputStream {
  private final long limit;
  private long left;

  LimitedInput(InputStream in, long limit) {
    super(in);
    this.limit = limit;
    this.left = limit;
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    taken(next < 0 ? 0 : 1);
    return next;
  }

  @Override
  public int read(byte[] to, int at, int length) throws IOException {
    int count = super.read(to, at, length);
    taken(Math.max(0, count));
    return count;
  }

  private void taken(int bytes) {
    left -= bytes;
    if (left < 0) {
      throw RefusedException.of(
          413, "body too large; at most " + limit + " bytes: publish in several requests");
    }
  }
}
