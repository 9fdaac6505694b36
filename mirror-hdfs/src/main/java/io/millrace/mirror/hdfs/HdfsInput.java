package io.millrace.mirror.hdfs;

import java.io.IOException;
import java.io.InputStream;

/** Reads a file of HDFS; its failures name the mirror, as all others do. */
final class HdfsInput extends InputStream {
  private final HdfsMirrorFiles files;
  private final InputStream in;

  HdfsInput(HdfsMirrorFiles files, InputStream in) {
    this.files = files;
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    return files.ask(hdfs -> in.read());
  }

  @Override
  public int read(byte[] into, int at, int length) throws IOException {
    return files.ask(hdfs -> in.read(into, at, length));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
