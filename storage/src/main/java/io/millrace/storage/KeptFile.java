package io.millrace.storage;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * What a snapshot says of a file that is kept with it.
 *
 * @param name its name among the files of the partition
 * @param bytes how long it is
 * @param crc the checksum of its content
 */
record KeptFile(String name, long bytes, int crc) {
  private static final int READ_BYTES = 1 << 20;

  /** Reads a file as it is; waits for the disk. */
  static KeptFile measure(String name, Path file) throws IOException {
    CRC32C crc = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    long bytes = 0;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (channel.read(buffer) >= 0) {
        buffer.flip();
        bytes += buffer.remaining();
        crc.update(buffer);
        buffer.clear();
      }
    }
    return new KeptFile(name, bytes, (int) crc.getValue());
  }

  byte[] encode() {
    ByteOutput out = new ByteOutput(64);
    out.writeString(name);
    out.writeLong(bytes);
    out.writeInt(crc);
    return out.toByteArray();
  }

  static KeptFile decode(ByteInput in) {
    return new KeptFile(in.readString(), in.readLong(), in.readInt());
  }
}
