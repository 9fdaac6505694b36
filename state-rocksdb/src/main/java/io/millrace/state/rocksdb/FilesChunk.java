package io.millrace.state.rocksdb;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import io.millrace.runtime.snapshot.SnapshotException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a snapshot says of a database: how many entries its tables have, and its files, small ones
 * with their content, the others with the names under which the snapshot keeps them. Layout: {@code
 * docs/formats/snapshot.md}.
 */
final class FilesChunk {
  /** First byte of the chunk. */
  static final byte KIND = 3;

  private static final byte VERSION = 1;
  private static final String BACKEND = "rocksdb";
  private static final int CONTENT = 0;
  private static final int KEPT = 1;

  private final Map<Integer, Long> entries;
  private final Map<String, byte[]> contents = new TreeMap<>();
  private final Map<String, String> kept = new LinkedHashMap<>();

  FilesChunk(Map<Integer, Long> entries) {
    this.entries = entries;
  }

  /** Entries by table. */
  Map<Integer, Long> entries() {
    return entries;
  }

  /** Contents by file. */
  Map<String, byte[]> contents() {
    return contents;
  }

  /** Names in the snapshot by file. */
  Map<String, String> kept() {
    return kept;
  }

  byte[] encode() {
    ByteOutput out = new ByteOutput(4096);
    out.writeByte(KIND);
    out.writeByte(VERSION);
    out.writeString(BACKEND);
    out.writeInt(entries.size());
    entries.forEach(
        (table, count) -> {
          out.writeInt(table);
          out.writeLong(count);
        });
    out.writeInt(contents.size() + kept.size());
    contents.forEach(
        (name, content) -> {
          out.writeByte(CONTENT);
          out.writeString(name);
          out.writeInt(content.length);
          out.writeBytes(content, 0, content.length);
        });
    kept.forEach(
        (name, as) -> {
          out.writeByte(KEPT);
          out.writeString(name);
          out.writeString(as);
        });
    return out.toByteArray();
  }

  /**
   * Reads a chunk.
   *
   * @param in stands behind the kind
   */
  static FilesChunk decode(ByteInput in) {
    int version = in.readByte();
    String backend = version == VERSION ? in.readString() : "unknown";
    if (!backend.equals(BACKEND)) {
      throw new SnapshotException(
          "snapshot of an unknown backend: backend="
              + backend
              + ", version="
              + version
              + "; this release reads "
              + BACKEND
              + ", version "
              + VERSION);
    }
    Map<Integer, Long> entries = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      entries.put(in.readInt(), in.readLong());
    }
    FilesChunk chunk = new FilesChunk(entries);
    for (int left = in.readInt(); left > 0; left--) {
      boolean isKept = in.readByte() == KEPT;
      String name = in.readString();
      if (name.contains("/") || name.startsWith(".")) {
        throw new SnapshotException("not a name of a file: name=" + name);
      }
      if (isKept) {
        chunk.kept.put(name, in.readString());
      } else {
        chunk.contents.put(name, in.readBytes(in.readInt()));
      }
    }
    return chunk;
  }
}
