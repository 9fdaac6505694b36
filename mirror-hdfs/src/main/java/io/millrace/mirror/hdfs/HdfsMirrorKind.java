package io.millrace.mirror.hdfs;

import io.millrace.storage.mirror.MirrorFiles;
import io.millrace.storage.mirror.MirrorKind;
import java.io.IOException;
import java.net.URI;

/** Mirrors in a directory of HDFS. Loads nothing of Hadoop before one is wanted. */
public final class HdfsMirrorKind implements MirrorKind {

  /** For {@link java.util.ServiceLoader}. */
  public HdfsMirrorKind() {}

  @Override
  public String scheme() {
    return "hdfs";
  }

  @Override
  public String example() {
    return "a directory on HDFS, as hdfs://namenode:8020/millrace";
  }

  @Override
  public MirrorFiles at(URI uri) {
    return files(uri);
  }

  @Override
  public URI make(URI uri) throws IOException {
    return files(uri).make();
  }

  private HdfsMirrorFiles files(URI uri) {
    String path = uri.getPath();
    if (path == null || path.isEmpty() || path.equals("/")) {
      throw new IllegalArgumentException(
          "mirror on HDFS without a directory: uri=" + uri + "; " + example());
    }
    return new HdfsMirrorFiles(uri, HdfsClient.of(System.getenv()));
  }
}
