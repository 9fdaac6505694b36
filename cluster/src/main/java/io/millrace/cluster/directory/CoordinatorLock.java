package io.millrace.cluster.directory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** One coordinator at a time. The lock is the operating system's, so it goes with the process. */
public final class CoordinatorLock implements AutoCloseable {
  private final FileChannel channel;

  private CoordinatorLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Takes it; nothing if a process has it. */
  public static Optional<CoordinatorLock> tryTake(ClusterDirectory directory) {
    try {
      Files.createDirectories(directory.coordinatorLock().getParent());
      FileChannel channel =
          FileChannel.open(
              directory.coordinatorLock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (isLocked(channel)) {
        return Optional.of(new CoordinatorLock(channel));
      }
      channel.close();
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cluster cannot be locked: file=" + directory.coordinatorLock() + ", error=" + e, e);
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // this very process
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
