package io.millrace.storage;

import io.millrace.runtime.MetadataStore;
import io.millrace.runtime.journal.JournalException;
import io.millrace.runtime.journal.JournalStore;
import io.millrace.runtime.snapshot.SnapshotStore;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * All that one process keeps on disk for an application, in one directory that it has for itself
 * until {@link #close}. Safe for several threads.
 */
public final class DataDirectory implements AutoCloseable {
  /** The version of the directory's format that this release writes. */
  public static final int FORMAT_VERSION = 1;

  private static final String PROPERTIES = "millrace.properties";
  private static final String JOURNALS = "journals";
  private static final String FORMAT_KEY = "format.version";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,249}");

  private final Path directory;
  private final DirectoryLock lock;
  private final ChronicleJournalStore journals;
  private final FileSnapshotStore snapshots;
  private final boolean writable;

  private DataDirectory(
      Path directory, DirectoryLock lock, JournalSettings settings, boolean writable)
      throws IOException {
    this.directory = directory;
    this.lock = lock;
    this.writable = writable;
    Path snapshotsAt = directory.resolve("snapshots");
    Path journalsAt = directory.resolve(JOURNALS);
    snapshots =
        writable ? new FileSnapshotStore(snapshotsAt) : FileSnapshotStore.toRead(snapshotsAt);
    journals =
        writable
            ? new ChronicleJournalStore(journalsAt, settings)
            : ChronicleJournalStore.toRead(journalsAt, settings);
  }

  /** Opens a directory with {@link JournalSettings#DEFAULTS}. */
  public static DataDirectory open(Path directory) {
    return open(directory, JournalSettings.DEFAULTS);
  }

  /**
   * Opens a directory; makes it if it is not there.
   *
   * @throws JournalException if another process has it, or a newer release wrote it, or it cannot
   *     be written to
   */
  public static DataDirectory open(Path directory, JournalSettings settings) {
    DirectoryLock lock = null;
    try {
      Files.createDirectories(directory);
      lock = DirectoryLock.take(directory);
      if (!knowsFormat(directory)) {
        String text = FORMAT_KEY + "=" + FORMAT_VERSION + "\n";
        DocumentFile.write(
            directory.resolve(PROPERTIES), text.getBytes(StandardCharsets.ISO_8859_1));
      }
      for (String name : new String[] {"metadata", "snapshots", JOURNALS}) {
        Files.createDirectories(directory.resolve(name));
      }
      return new DataDirectory(directory, lock, settings, true);
    } catch (IOException e) {
      close(lock);
      throw new JournalException(
          "cannot open data directory: dir="
              + directory
              + ", error="
              + e
              + "; name a directory that this process may write to",
          e);
    } catch (RuntimeException e) {
      close(lock);
      throw e;
    }
  }

  /**
   * Opens a directory to read it: nothing in it is changed, not even what a crash left half done,
   * which is left out instead. Others may read it at the same time, nobody writes.
   *
   * @throws JournalException if a process writes to it, or a newer release wrote it, or it cannot
   *     be read
   */
  public static DataDirectory openToRead(Path directory) {
    DirectoryLock lock = DirectoryLock.takeToRead(directory);
    try {
      if (!knowsFormat(directory)) {
        throw new JournalException(
            "not a data directory: dir=" + directory + "; it has no " + PROPERTIES);
      }
      return new DataDirectory(directory, lock, JournalSettings.DEFAULTS, false);
    } catch (IOException e) {
      close(lock);
      throw new JournalException(
          "cannot read data directory: dir="
              + directory
              + ", error="
              + e
              + "; name a directory that this process may read",
          e);
    } catch (RuntimeException e) {
      close(lock);
      throw e;
    }
  }

  private static void close(DirectoryLock lock) {
    if (lock != null) {
      lock.close();
    }
  }

  /** Whether the directory says which format it has, one that this release reads. */
  private static boolean knowsFormat(Path directory) throws IOException {
    Optional<byte[]> content = DocumentFile.read(directory.resolve(PROPERTIES));
    if (content.isEmpty()) {
      return false;
    }
    Properties properties = new Properties();
    properties.load(new StringReader(new String(content.get(), StandardCharsets.ISO_8859_1)));
    int version = Integer.parseInt(properties.getProperty(FORMAT_KEY, "0"));
    if (version > FORMAT_VERSION) {
      throw new JournalException(
          "data directory too new: dir="
              + directory
              + ", format="
              + version
              + "; this release reads up to "
              + FORMAT_VERSION
              + "; use the release that wrote it, or a later one");
    }
    return true;
  }

  /** The journals; closed with the directory. */
  public JournalStore journals() {
    return journals;
  }

  /** Whether the journal of a partition was ever opened here to be written, and is still there. */
  public boolean hasJournal(int partition) {
    return JournalFiles.hasTerm(directory.resolve(JOURNALS).resolve(Integer.toString(partition)));
  }

  /** The partitions that have a journal in a directory, which need not be open, or there. */
  public static List<Integer> journalsIn(Path directory) {
    try (Stream<Path> journals = Files.list(directory.resolve(JOURNALS))) {
      return journals
          .filter(JournalFiles::hasTerm)
          .map(journal -> Integer.valueOf(journal.getFileName().toString()))
          .sorted()
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new JournalException("cannot list journals: dir=" + directory + "; " + e, e);
    }
  }

  /** The snapshots; closed with the directory. */
  public SnapshotStore snapshots() {
    return snapshots;
  }

  /** The small documents, as the engine asks for them. */
  public MetadataStore metadata() {
    return new MetadataStore() {
      @Override
      public Optional<byte[]> read(String name) {
        return readMetadata(name);
      }

      @Override
      public void write(String name, byte[] content) {
        writeMetadata(name, content);
      }
    };
  }

  /** Where a state backend may keep its working files: nothing in it outlives the process. */
  public Path state() {
    return directory.resolve("state");
  }

  /** Where it is. */
  public Path path() {
    return directory;
  }

  /**
   * Reads a small document.
   *
   * @param name letters, digits, dashes and dots; not starting with a dash or dot
   * @return nothing if it was never written
   * @throws JournalException if it is damaged or cannot be read; names the file
   */
  public Optional<byte[]> readMetadata(String name) {
    Path file = metadataFile(name);
    try {
      return DocumentFile.read(file);
    } catch (IOException e) {
      throw new JournalException("cannot read metadata: file=" + file + "; " + e.getMessage(), e);
    }
  }

  /**
   * Replaces a small document, as a whole or not at all; durable when this returns. Waits for the
   * disk: not for a partition's thread.
   *
   * @throws JournalException if it cannot be written; then the former content is still there
   */
  public void writeMetadata(String name, byte[] content) {
    Path file = metadataFile(name);
    if (!writable) {
      throw new JournalException("data directory was opened to be read only: file=" + file);
    }
    try {
      synchronized (lock) {
        DocumentFile.write(file, content);
      }
    } catch (IOException e) {
      throw new JournalException("cannot write metadata: file=" + file + "; " + e, e);
    }
  }

  private Path metadataFile(String name) {
    if (!NAME.matcher(name).matches() || name.endsWith(".tmp")) {
      throw new IllegalArgumentException(
          "not a name for metadata: name="
              + name
              + "; letters, digits, dots, dashes and underscores, at most 250, not ending in .tmp");
    }
    return directory.resolve("metadata").resolve(name);
  }

  @Override
  public void close() {
    journals.close();
    snapshots.close();
    lock.close();
  }
}
