package io.millrace.state.rocksdb;

import io.millrace.runtime.snapshot.SnapshotException;
import io.millrace.runtime.snapshot.SnapshotInput;
import io.millrace.runtime.snapshot.SnapshotOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the files of one partition's database to snapshots and back. Files of tables never change,
 * and a snapshot only takes those that the ones before it do not have. Used by one thread at a
 * time.
 */
final class CheckpointFiles {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointFiles.class);
  private static final String TABLE_SUFFIX = ".sst";

  /** Ahead of the names of new files: a database numbers its files, and so does the next one. */
  private final String life;

  /** The names in snapshots of the files that the database has. */
  private final Map<String, String> names = new HashMap<>();

  CheckpointFiles(String life) {
    this.life = life;
  }

  /** Hands the files of a checkpoint over and deletes it; returns the encoded chunk. */
  synchronized byte[] keep(Path checkpoint, Map<Integer, Long> entries, SnapshotOutput out) {
    try {
      FilesChunk chunk = new FilesChunk(entries);
      Set<String> present = new HashSet<>();
      for (Path file : Directories.filesOf(checkpoint)) {
        String name = file.getFileName().toString();
        if (name.endsWith(TABLE_SUFFIX)) {
          String as = names.computeIfAbsent(name, of -> life + "-" + of);
          out.keepFile(as, file);
          chunk.kept().put(name, as);
          present.add(name);
        } else {
          chunk.contents().put(name, Files.readAllBytes(file));
        }
      }
      names.keySet().retainAll(present);
      return chunk.encode();
    } catch (IOException e) {
      throw new SnapshotException("checkpoint unreadable: dir=" + checkpoint + "; " + e, e);
    } finally {
      delete(checkpoint);
    }
  }

  private static void delete(Path checkpoint) {
    try {
      Directories.delete(checkpoint);
    } catch (IOException e) {
      LOG.warn("checkpoint not deleted: dir={}; {}", checkpoint, e.toString());
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
