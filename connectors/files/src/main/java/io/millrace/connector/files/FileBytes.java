package io.millrace.connector.files;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The bytes of a file in order, decompressed if its name ends in {@code .gz}. One thread. */
final class FileBytes implements Closeable {
  private final Path file;
  private final FileChannel channel;
  private final Object identity;
  private final InputStream unzipped;
  private long position;

  /** Opens at the beginning. */
  FileBytes(Path file) throws IOException {
    this.file = file;
    this.channel = open(file);
    try {
      this.identity = identity();
      this.unzipped =
          Format.isGz(file.toString()) && channel.size() > 0
              ? new GZIPInputStream(Channels.newInputStream(channel), 64 << 10)
              : null;
    } catch (EOFException | ZipException e) {
      channel.close();
      throw damaged(e);
    }
  }

  private static FileChannel open(Path file) throws IOException {
    try {
      return FileChannel.open(file, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw new NoSuchFileException(
          file.toString(), null, "input not found; it was removed since it was listed");
    }
  }

  /** The number of decompressed bytes before the next one. */
  long position() {
    return position;
  }

  /** Reads into an array; -1 if there is nothing more now. */
  int read(byte[] to, int from, int length) throws IOException {
    int count;
    try {
      count =
          unzipped == null
              ? channel.read(ByteBuffer.wrap(to, from, length))
              : unzipped.read(to, from, length);
    } catch (EOFException | ZipException e) {
      throw damaged(e);
    }
    position += Math.max(count, 0);
    return count;
  }

  /** Goes to a position at or after the present one; the file must have as many bytes. */
  void skipTo(long target) throws IOException {
    if (unzipped == null) {
      if (target > channel.size()) {
        throw tooShort(target, channel.size());
      }
      channel.position(target);
      position = target;
      return;
    }
    byte[] scratch = new byte[64 << 10];
    while (position < target) {
      if (read(scratch, 0, (int) Math.min(scratch.length, target - position)) < 0) {
        throw tooShort(target, position);
      }
    }
  }

  /** How much of the file as it is on disk has been read, from 0 to 1. */
  double progress() {
    try {
      long size = channel.size();
      return size == 0 ? 1 : Math.min(1, (double) channel.position() / size);
    } catch (IOException e) {
      return -1;
    }
  }

  /** Whether it is decompressed while it is read. */
  boolean isCompressed() {
    return unzipped != null;
  }

  /** Refuses to go on if the file has become shorter than what was read; a system call. */
  void checkNotCut() throws IOException {
    if (unzipped == null && channel.size() < position) {
      throw tooShort(position, channel.size());
    }
  }

  /** Refuses to go on if another file has taken this one's name. */
  void checkNotReplaced() throws IOException {
    Object now;
    try {
      now = identity();
    } catch (NoSuchFileException e) {
      return; // removed or renamed: what was open can be read on
    }
    if (!Objects.equals(identity, now)) {
      throw new IOException(
          "file was replaced while it was followed: file="
              + file
              + ", position="
              + position
              + "; a followed file must only grow: write each new file under a new name and follow"
              + " the directory");
    }
  }

  private Object identity() throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  IOException tooShort(long wanted, long size) {
    return new IOException(
        "file is shorter than what was read of it: file="
            + file
            + ", position="
            + wanted
            + ", size="
            + size
            + "; it was cut or replaced: put the old one back, or give the new one a name of its"
            + " own");
  }

  private IOException damaged(IOException cause) {
    return new IOException(
        "compressed file is incomplete or damaged: file="
            + file
            + ", position="
            + position
            + "; write it under a name that ends in .tmp and rename it when it is complete",
        cause);
  }

  @Override
  public void close() throws IOException {
    if (unzipped != null) {
      unzipped.close();
    }
    channel.close();
  }
}
