package io.millrace.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The directory of one media driver, and a lock file beside it that the operating system frees when
 * the process dies, however it dies. Whoever starts next removes what dead ones have left.
 */
final class DriverDirectory implements AutoCloseable {
  private static final String PREFIX = "millrace-transport-";
  private static final String LOCK = ".lock";

  private final Path path;
  private final Path lockFile;
  private final FileChannel lock;

  private DriverDirectory(Path path, Path lockFile, FileChannel lock) {
    this.path = path;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /** Takes a fresh name below {@code parent}, which is made if need be; cleans up there first. */
  static DriverDirectory take(Path parent) {
    try {
      Files.createDirectories(parent);
      removeStale(parent);
      while (true) {
        String name = PREFIX + UUID.randomUUID();
        Path file = parent.resolve(name + LOCK);
        FileChannel channel = open(file);
        // one that cleans up may have been between our making the file and our locking it
        if (isLocked(channel) && Files.exists(file)) {
          return new DriverDirectory(parent.resolve(name), file, channel);
        }
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "no place for the transport's buffers: directory="
              + parent
              + ", error="
              + e
              + "; name one that this process may write to",
          e);
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // another transport of this process
    }
  }

  private static void removeStale(Path parent) throws IOException {
    List<Path> locks;
    try (Stream<Path> files = Files.list(parent)) {
      locks = files.filter(DriverDirectory::isLockFile).toList();
    }
    for (Path file : locks) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        if (isLocked(channel)) {
          String name = file.getFileName().toString();
          deleteTree(parent.resolve(name.substring(0, name.length() - LOCK.length())));
          Files.deleteIfExists(file);
        }
      } catch (IOException ignored) {
        // another user's, or being removed by another process
      }
    }
  }

  private static boolean isLockFile(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(PREFIX) && name.endsWith(LOCK);
  }

  private static void deleteTree(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** For the media driver, which makes it. */
  Path path() {
    return path;
  }

  /** Removes it. */
  @Override
  public void close() {
    try {
      deleteTree(path);
      Files.deleteIfExists(lockFile);
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove the transport's buffers: " + path, e);
    }
  }
}
