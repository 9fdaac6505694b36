package io.millrace.storage.mirror;

import java.io.Closeable;
import java.io.IOException;

/** A file of a mirror that grows. Used by one thread. */
public interface MirrorOutput extends Closeable {

  /** Appends bytes; the array is the caller's again when this returns. */
  void write(byte[] bytes, int at, int length) throws IOException;

  /** What was written so far survives the death of this host. */
  void flush() throws IOException;
}
