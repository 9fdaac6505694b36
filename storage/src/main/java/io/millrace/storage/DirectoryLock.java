package io.millrace.storage;

import io.millrace.runtime.journal.JournalException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One process at a time in a data directory. The lock is the operating system's, so it goes with
 * the process however that dies; the file's content only tells people who holds it.
 */
final class DirectoryLock implements AutoCloseable {
  private static final String FILE = "lock";

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @throws JournalException if another process, or this one, holds it; names the holder
   */
  static DirectoryLock take(Path directory) {
    Path file = directory.resolve(FILE);
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (!tryLock(channel, false)) {
        // who reads does not write its name
        throw inUse(directory, tryLock(channel, true) ? "by who reads it" : holder(file));
      }
      channel.truncate(0);
      DocumentFile.writeFully(
          channel, ByteBuffer.wrap(description().getBytes(StandardCharsets.UTF_8)));
      return new DirectoryLock(channel);
    } catch (IOException e) {
      closeQuietly(channel);
      throw new JournalException(
          "cannot lock data directory: file="
              + file
              + ", error="
              + e
              + "; name a directory that this process may write to",
          e);
    } catch (JournalException e) {
      closeQuietly(channel);
      throw e;
    }
  }

  /**
   * Takes the lock together with others that read: then nobody writes. Changes no file.
   *
   * @throws JournalException if a process that writes, or this one, holds it; names the holder
   */
  static DirectoryLock takeToRead(Path directory) {
    Path file = directory.resolve(FILE);
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
      if (!tryLock(channel, true)) {
        throw inUse(directory, holder(file));
      }
      return new DirectoryLock(channel);
    } catch (NoSuchFileException e) {
      // a copy that was taken without it: nobody works there
      return new DirectoryLock(null);
    } catch (IOException e) {
      closeQuietly(channel);
      throw new JournalException(
          "cannot lock data directory: file="
              + file
              + ", error="
              + e
              + "; name a directory that this process may read",
          e);
    } catch (JournalException e) {
      closeQuietly(channel);
      throw e;
    }
  }

  private static JournalException inUse(Path directory, String holder) {
    return new JournalException(
        "data directory in use: dir="
            + directory
            + ", "
            + holder
            + "; stop it or use another --data");
  }

  private static boolean tryLock(FileChannel channel, boolean shared) throws IOException {
    try {
      FileLock lock = channel.tryLock(0, Long.MAX_VALUE, shared);
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static String description() {
    return "pid=" + ProcessHandle.current().pid() + ", host=" + host() + "\n";
  }

  private static String holder(Path file) throws IOException {
    String content = Files.readString(file, StandardCharsets.UTF_8).strip();
    return content.isEmpty() ? "pid=unknown" : content;
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  private static void closeQuietly(FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException ignored) {
        // the reason for giving up is on its way already
      }
    }
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }
}
