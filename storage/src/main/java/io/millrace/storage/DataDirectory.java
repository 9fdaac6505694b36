package io.millrace.storage;

import io.millrace.runtime.MetadataStore;
import io.millrace.runtime.journal.JournalException;
import io.millrace.runtime.journal.JournalStore;
import io.millrace.runtime.snapshot.SnapshotStore;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * All that one process keeps on disk for an application, in one directory that it has for itself
 * until {@link #close}. Safe for several threads.
 */
public final class DataDirectory implements AutoCloseable {
  /** The version of the directory's format that this release writes. */
  public static final int FORMAT_VERSION = 1;

  private static final String PROPERTIES = "millrace.properties";
  private static final String FORMAT_KEY = "format.version";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,249}");

  private final Path directory;
  private final DirectoryLock lock;
  private final ChronicleJournalStore journals;
  private final FileSnapshotStore snapshots;

  private DataDirectory(Path directory, DirectoryLock lock, JournalSettings settings)
      throws IOException {
    this.directory = directory;
    this.lock = lock;
    snapshots = new FileSnapshotStore(directory.resolve("snapshots"));
    journals = new ChronicleJournalStore(directory.resolve("journals"), settings);
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
      checkFormat(directory);
      for (String name : new String[] {"metadata", "snapshots", "journals"}) {
        Files.createDirectories(directory.resolve(name));
      }
      return new DataDirectory(directory, lock, settings);
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

  private static void close(DirectoryLock lock) {
    if (lock != null) {
      lock.close();
    }
  }

  private static void checkFormat(Path directory) throws IOException {
    Path file = directory.resolve(PROPERTIES);
    Optional<byte[]> content = DocumentFile.read(file);
    if (content.isEmpty()) {
      String text = FORMAT_KEY + "=" + FORMAT_VERSION + "\n";
      DocumentFile.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
      return;
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
  }

  /** The journals; closed with the directory. */
  public JournalStore journals() {
    return journals;
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
