package io.millrace.mirror.hdfs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/**
 * Closes files whose writers have not: they died, or were replaced. HDFS does so only an hour later
 * or so, makes no copies of their last block before, and does not tell how long they are.
 */
final class OpenFile {
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);
  private static final long ASK_AGAIN_NS = TimeUnit.SECONDS.toNanos(5);
  private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(50);

  private OpenFile() {}

  /**
   * Waits until a file is closed, after its writer's lease was taken away: if the writer still
   * lives, its next write fails.
   *
   * @throws IOException if the DataNodes that have its last block do not answer
   */
  static void close(DistributedFileSystem hdfs, Path file) throws IOException {
    long begunNs = System.nanoTime();
    long askedNs = begunNs - ASK_AGAIN_NS;
    while (!hdfs.isFileClosed(file)) {
      long nowNs = System.nanoTime();
      if (nowNs - begunNs > PATIENCE_NS) {
        throw new IOException(
            "file that was being written cannot be closed: file="
                + file
                + "; see that the DataNodes run that have its last block");
      }
      if (nowNs - askedNs >= ASK_AGAIN_NS) {
        askedNs = nowNs;
        if (hdfs.recoverLease(file)) {
          return;
        }
      }
      LockSupport.parkNanos(PAUSE_NS);
    }
  }

  /** Asks for it, without waiting; whether it is closed now, or gone. */
  static boolean release(DistributedFileSystem hdfs, Path file) {
    try {
      return hdfs.recoverLease(file);
    } catch (FileNotFoundException e) {
      return true;
    } catch (IOException e) {
      return false; // asked again with the next file
    }
  }
}
