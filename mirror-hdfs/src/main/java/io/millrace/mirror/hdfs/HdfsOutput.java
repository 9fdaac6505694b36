package io.millrace.mirror.hdfs;

import io.millrace.storage.mirror.MirrorOutput;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;

/** A file of HDFS that grows. After a failure it can only be closed. */
final class HdfsOutput implements MirrorOutput {
  private final HdfsMirrorFiles files;
  private final Path file;
  private final FSDataOutputStream out;

  HdfsOutput(HdfsMirrorFiles files, Path file, FSDataOutputStream out) {
    this.files = files;
    this.file = file;
    this.out = out;
  }

  @Override
  public void write(byte[] bytes, int at, int length) throws IOException {
    files.ask(
        hdfs -> {
          out.write(bytes, at, length);
          return null;
        });
  }

  @Override
  public void flush() throws IOException {
    files.ask(
        hdfs -> {
          out.hsync();
          return null;
        });
  }

  @Override
  public void close() throws IOException {
    try {
      files.ask(
          hdfs -> {
            out.close();
            return null;
          });
    } catch (IOException e) {
      // What was flushed counts: it must not stay an open file, whose last block has no more copies
      // made of it.
      files.unclosed(file);
      throw e;
    }
  }
}
