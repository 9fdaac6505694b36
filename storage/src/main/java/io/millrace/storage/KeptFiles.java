package io.millrace.storage;

import io.millrace.runtime.snapshot.SnapshotException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that the snapshots of one partition share: each is stored once, until the last snapshot
 * that keeps it is gone. Waits for the disk: never called by a partition's thread, but when it
 * recovers. Safe for several threads.
 */
final class KeptFiles {
  private static final Logger LOG = LoggerFactory.getLogger(KeptFiles.class);
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,249}");

  private final Path directory;
  private final Map<String, KeptFile> files = new HashMap<>();
  private final Map<String, Integer> references = new HashMap<>();

  KeptFiles(Path directory) {
    this.directory = directory;
  }

  /** Where a file is. */
  Path path(String name) {
    return directory.resolve(name);
  }

  /** Stores a file, unless one of that name is stored; the caller then holds one reference. */
  synchronized KeptFile keep(String name, Path source) throws IOException {
    KeptFile known = files.get(name);
    if (known == null) {
      if (!NAME.matcher(name).matches() || name.endsWith(FileSnapshotStore.UNFINISHED)) {
        throw new IllegalArgumentException("not a name for a file: name=" + name);
      }
      store(source, path(name));
      known = KeptFile.measure(name, path(name));
      files.put(name, known);
    }
    references.merge(name, 1, Integer::sum);
    return known;
  }

  private void store(Path source, Path target) throws IOException {
    Files.createDirectories(directory);
    // content first, then the name: a file with its name is whole
    try (FileChannel channel = FileChannel.open(source, StandardOpenOption.READ)) {
      channel.force(true);
    }
    Files.deleteIfExists(target);
    linkOrCopy(source, target);
    DocumentFile.syncDirectory(directory);
  }

  /** Links, or copies where there are no links: between file systems. */
  static void linkOrCopy(Path source, Path target) throws IOException {
    try {
      Files.createLink(target, source);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | IOException e) {
      Path fresh = target.resolveSibling(target.getFileName() + FileSnapshotStore.UNFINISHED);
      Files.copy(source, fresh, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /**
   * Takes note of a stored snapshot's files, one reference each.
   *
   * @param snapshot its file, for messages
   * @throws SnapshotException if one is missing or differs; then none is noted
   */
  synchronized void restore(Path snapshot, Collection<KeptFile> wanted) {
    for (KeptFile file : wanted) {
      if (!file.equals(files.computeIfAbsent(file.name(), this::measure))) {
        throw SnapshotFile.damaged(snapshot, "it needs another content of " + path(file.name()));
      }
    }
    wanted.forEach(file -> references.merge(file.name(), 1, Integer::sum));
  }

  /** What is on the disk; null if it cannot be read. */
  private KeptFile measure(String name) {
    try {
      return KeptFile.measure(name, path(name));
    } catch (IOException e) {
      LOG.warn("file of a snapshot unreadable: file={}; {}", path(name), e.toString());
      return null;
    }
  }

  /** Gives references back; files without any are deleted. */
  synchronized void release(Collection<String> names) {
    for (String name : names) {
      if (references.merge(name, -1, Integer::sum) == 0) {
        references.remove(name);
        files.remove(name);
        delete(path(name));
      }
    }
  }

  /** Deletes what no snapshot keeps: leftovers of snapshots that were being written. */
  synchronized void deleteUnknown() {
    if (!Files.isDirectory(directory)) {
      return;
    }
    List<Path> unknown;
    try (Stream<Path> all = Files.list(directory)) {
      unknown = all.filter(file -> !references.containsKey(file.getFileName().toString())).toList();
    } catch (IOException e) {
      LOG.warn("cannot list files of snapshots: dir={}; {}", directory, e.toString());
      return;
    }
    unknown.forEach(KeptFiles::delete);
    files.keySet().retainAll(references.keySet());
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("cannot delete file of a snapshot: file={}; {}", file, e.toString());
    }
  }
}
