package io.millrace.state.rocksdb;

import io.millrace.runtime.snapshot.SnapshotException;
import io.millrace.runtime.snapshot.SnapshotInput;
import io.millrace.runtime.snapshot.SnapshotOutput;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.rocksdb.RocksDB;

/**
 * Moves the files of one partition's database to snapshots and back. Files of tables never change,
 * and a snapshot only takes those that the ones before it do not have. Used by one thread at a
 * time.
 */
final class SnapshotFiles {
  private static final String TABLE_SUFFIX = ".sst";
  private static final String MANIFEST_PREFIX = "MANIFEST-";
  private static final String CURRENT = "CURRENT";

  /** Ahead of the names of new files: a database numbers its files, and so does the next one. */
  private final String life;

  /** The names in snapshots of the files that the database has. */
  private final Map<String, String> names = new HashMap<>();

  SnapshotFiles(String life) {
    this.life = life;
  }

  /** Hands the files of a pinned database to a snapshot; returns the encoded chunk. */
  synchronized byte[] keep(
      Path directory, RocksDB.LiveFiles live, Map<Integer, Long> entries, SnapshotOutput out) {
    FilesChunk chunk = new FilesChunk(entries);
    Set<String> present = new HashSet<>();
    for (String path : live.files) {
      String name = path.substring(path.lastIndexOf('/') + 1);
      if (name.endsWith(TABLE_SUFFIX)) {
        String as = names.computeIfAbsent(name, of -> life + "-" + of);
        out.keepFile(as, directory.resolve(name));
        chunk.kept().put(name, as);
        present.add(name);
      } else if (name.startsWith(MANIFEST_PREFIX)) {
        chunk.contents().put(name, begin(directory.resolve(name), live.manifestFileSize));
        // what is in the file may name a later manifest by now
        chunk.contents().put(CURRENT, (name + "\n").getBytes(StandardCharsets.US_ASCII));
      }
    }
    names.keySet().retainAll(present);
    return chunk.encode();
  }

  /** The first bytes of a file: later ones came after the snapshot. */
  private static byte[] begin(Path file, long bytes) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes((int) bytes);
      if (content.length < bytes) {
        throw new EOFException("bytes=" + content.length + ", expected=" + bytes);
      }
      return content;
    } catch (IOException e) {
      throw new SnapshotException("file of state unreadable: file=" + file + "; " + e, e);
    }
  }

  /** Puts the files of a snapshot where a database is to be opened. */
  synchronized void restore(FilesChunk chunk, SnapshotInput snapshot, Path directory) {
    try {
      Files.createDirectories(directory);
      for (Map.Entry<String, byte[]> file : chunk.contents().entrySet()) {
        Files.write(directory.resolve(file.getKey()), file.getValue());
      }
    } catch (IOException e) {
      throw new SnapshotException("state cannot be restored: dir=" + directory + "; " + e, e);
    }
    chunk.kept().forEach((name, as) -> snapshot.copyFile(as, directory.resolve(name)));
    names.putAll(chunk.kept());
  }
}
