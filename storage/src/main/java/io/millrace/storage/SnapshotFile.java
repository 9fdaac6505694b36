package io.millrace.storage;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.runtime.frame.Bits;
import io.millrace.runtime.snapshot.SnapshotException;
import io.millrace.runtime.snapshot.SnapshotId;
import io.millrace.runtime.snapshot.SnapshotInput;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The container of a snapshot: header, chunks, footer. Layout: {@code
 * docs/formats/data-directory.md}.
 */
final class SnapshotFile {
  /** The version of a container without files. */
  static final int VERSION = 1;

  /** The version of a container that keeps files. */
  static final int VERSION_WITH_FILES = 2;

  static final int HEADER_LENGTH = 48;
  static final int CHUNK_HEADER_LENGTH = 8;
  static final int FOOTER_LENGTH = 16;

  /** Stands where a chunk's length would: the footer follows. */
  static final int FOOTER_MARK = -1;

  /** Set in the length of a chunk that says which file is kept, instead of holding state. */
  static final int FILE_BIT = 1 << 30;

  private static final long MAGIC = 0x31504E534C4C494DL; // "MILLSNP1", little-endian
  private static final int CRC_AT = HEADER_LENGTH - 4;

  private SnapshotFile() {}

  static byte[] header(SnapshotId id, int version) {
    byte[] header = new byte[HEADER_LENGTH];
    Bits.putLong(header, 0, MAGIC);
    Bits.putInt(header, 8, version);
    Bits.putInt(header, 12, id.partition());
    Bits.putInt(header, 16, id.generation());
    Bits.putInt(header, 20, id.codeVersion());
    Bits.putLong(header, 24, id.offset());
    Bits.putLong(header, 32, id.epoch());
    Bits.putInt(header, CRC_AT, crc(header, CRC_AT));
    return header;
  }

  static byte[] chunkHeader(byte[] chunk, int length, int bit) {
    byte[] header = new byte[CHUNK_HEADER_LENGTH];
    Bits.putInt(header, 0, length | bit);
    Bits.putInt(header, 4, crc(chunk, length));
    return header;
  }

  /** The footer: mark, count of chunks, checksum of all chunk headers, checksum of the footer. */
  static byte[] footer(int chunks, CRC32C chunkHeaders) {
    byte[] footer = new byte[FOOTER_LENGTH];
    Bits.putInt(footer, 0, FOOTER_MARK);
    Bits.putInt(footer, 4, chunks);
    Bits.putInt(footer, 8, (int) chunkHeaders.getValue());
    Bits.putInt(footer, 12, crc(footer, 12));
    return footer;
  }

  private static int crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  /**
   * Reads the whole file; returns which snapshot it holds.
   *
   * @param kept takes the files that the snapshot needs; they are not looked at
   * @throws SnapshotException if it is damaged anywhere
   */
  static SnapshotId verify(Path file, Collection<KeptFile> kept) {
    try (Input input = input(file)) {
      SnapshotId id = id(file, input.exactly(HEADER_LENGTH));
      ByteOutput chunk = new ByteOutput(64 << 10);
      while (input.read(chunk)) {
        // reading is what checks it
      }
      kept.addAll(input.kept.values());
      return id;
    }
  }

  /**
   * A snapshot at the front of a file.
   *
   * @param id which it is
   * @param bytes how long its container is
   * @param kept the files that it needs, by name
   */
  record Front(SnapshotId id, long bytes, Collection<KeptFile> kept) {}

  /**
   * Reads a container behind which something may follow.
   *
   * @throws SnapshotException if the container is damaged anywhere
   */
  static Front verifyFront(Path file) {
    try (Input input = input(file)) {
      input.somethingFollows = true;
      SnapshotId id = id(file, input.exactly(HEADER_LENGTH));
      ByteOutput chunk = new ByteOutput(64 << 10);
      long bytes = HEADER_LENGTH + FOOTER_LENGTH;
      while (!input.atEnd) {
        if (input.next(chunk)) {
          input.keep(chunk);
        }
        bytes += input.atEnd ? 0 : CHUNK_HEADER_LENGTH + chunk.length();
      }
      return new Front(id, bytes, new TreeMap<>(input.kept).values());
    }
  }

  private static SnapshotId id(Path file, byte[] header) {
    if (Bits.getLong(header, 0) != MAGIC) {
      throw damaged(file, "not a snapshot");
    }
    int version = Bits.getInt(header, 8);
    if (version != VERSION && version != VERSION_WITH_FILES) {
      throw damaged(
          file,
          "unknown version: version="
              + version
              + "; this release reads up to "
              + VERSION_WITH_FILES);
    }
    if (Bits.getInt(header, CRC_AT) != crc(header, CRC_AT)) {
      throw damaged(file, "header checksum differs");
    }
    return new SnapshotId(
        Bits.getInt(header, 12),
        Bits.getInt(header, 16),
        Bits.getLong(header, 24),
        Bits.getLong(header, 32),
        Bits.getInt(header, 20));
  }

  static SnapshotException damaged(Path file, String fault) {
    return new SnapshotException(
        "snapshot damaged: file=" + file + ", fault=" + fault + "; an older snapshot will do");
  }

  /** Opens a snapshot for reading and checks that it is the wanted one. */
  static SnapshotInput open(Path file, SnapshotId wanted, KeptFiles files) {
    Input input = input(file);
    input.files = files;
    try {
      SnapshotId found = id(file, input.exactly(HEADER_LENGTH));
      if (!found.equals(wanted)) {
        throw damaged(file, "it holds " + found);
      }
      return input;
    } catch (RuntimeException e) {
      input.close();
      throw e;
    }
  }

  private static Input input(Path file) {
    try {
      return new Input(file, new BufferedInputStream(Files.newInputStream(file), 256 << 10));
    } catch (NoSuchFileException e) {
      throw new SnapshotException("snapshot missing: file=" + file, e);
    } catch (IOException e) {
      throw new SnapshotException("snapshot unreadable: file=" + file + "; " + e, e);
    }
  }

  private static final class Input implements SnapshotInput {
    private final Path file;
    private final InputStream stream;
    private final CRC32C chunkHeaders = new CRC32C();
    private int chunks;
    private boolean atEnd;
    private boolean somethingFollows;
    private final Map<String, KeptFile> kept = new LinkedHashMap<>();
    private KeptFiles files;

    Input(Path file, InputStream stream) {
      this.file = file;
      this.stream = stream;
    }

    byte[] exactly(int length) {
      byte[] bytes = new byte[length];
      exactly(bytes, 0, length);
      return bytes;
    }

    private void exactly(byte[] bytes, int at, int length) {
      try {
        if (stream.readNBytes(bytes, at, length) < length) {
          throw new EOFException("cut short");
        }
      } catch (IOException e) {
        throw damaged(file, e.getMessage());
      }
    }

    @Override
    public boolean read(ByteOutput chunk) {
      while (!atEnd) {
        boolean isFile = next(chunk);
        if (isFile) {
          keep(chunk);
        } else if (!atEnd) {
          return true;
        }
      }
      return false;
    }

    private void keep(ByteOutput entry) {
      KeptFile file = KeptFile.decode(new ByteInput(entry.toByteArray()));
      kept.put(file.name(), file);
    }

    /** Reads what comes next, or the footer; whether it was the entry of a file. */
    private boolean next(ByteOutput chunk) {
      byte[] header = exactly(CHUNK_HEADER_LENGTH);
      int mark = Bits.getInt(header, 0);
      if (mark == FOOTER_MARK) {
        checkFooter(header);
        if (!somethingFollows) {
          checkEnd();
        }
        atEnd = true;
        return false;
      }
      int length = mark & ~FILE_BIT;
      if (length < 0 || length > size()) {
        throw damaged(file, "chunk length out of range: chunk=" + chunks + ", length=" + length);
      }
      chunk.length(0);
      chunk.ensure(length);
      exactly(chunk.array(), 0, length);
      chunk.length(length);
      if (Bits.getInt(header, 4) != crc(chunk.array(), length)) {
        throw damaged(file, "chunk checksum differs: chunk=" + chunks);
      }
      chunkHeaders.update(header);
      chunks++;
      return mark != length;
    }

    @Override
    public void copyFile(String name, Path target) {
      KeptFile wanted = kept.get(name);
      if (wanted == null) {
        throw damaged(file, "it does not keep " + name);
      }
      try {
        KeptFiles.linkOrCopy(files.path(name), target);
        if (Files.size(target) != wanted.bytes()) {
          throw damaged(file, "length differs of " + files.path(name));
        }
      } catch (IOException e) {
        throw new SnapshotException(
            "file of a snapshot cannot be put in place: file="
                + files.path(name)
                + ", target="
                + target
                + "; "
                + e,
            e);
      }
    }

    private void checkFooter(byte[] start) {
      byte[] rest = exactly(FOOTER_LENGTH - CHUNK_HEADER_LENGTH);
      byte[] expected = footer(chunks, chunkHeaders);
      for (int i = 0; i < FOOTER_LENGTH; i++) {
        byte found = i < CHUNK_HEADER_LENGTH ? start[i] : rest[i - CHUNK_HEADER_LENGTH];
        if (found != expected[i]) {
          throw damaged(file, "footer differs: chunks=" + chunks);
        }
      }
    }

    private void checkEnd() {
      try {
        if (stream.read() >= 0) {
          throw damaged(file, "bytes behind the footer");
        }
      } catch (IOException e) {
        throw damaged(file, e.getMessage());
      }
    }

    private long size() {
      try {
        return Files.size(file);
      } catch (IOException e) {
        throw damaged(file, e.getMessage());
      }
    }

    @Override
    public void close() {
      try {
        stream.close();
      } catch (IOException ignored) {
        // only read from
      }
    }
  }
}
