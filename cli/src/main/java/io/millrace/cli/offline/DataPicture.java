package io.millrace.cli.offline;

import io.millrace.cli.CommandFailedException;
import io.millrace.runtime.plan.ApplicationMetadata;
import io.millrace.storage.DocumentFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A data directory of its own that shows partitions of a running application as they are at the
 * moment. Files are linked, where they cannot be copied, so that they stay when the application
 * deletes them; nothing is written to where they come from. Deleted when it is closed.
 */
public final class DataPicture implements AutoCloseable {
  private final Path directory;

  /** For whoever interrupts the command. */
  private final Thread hook = new Thread(this::deleteAll, "millrace-shadow-end");

  private DataPicture(Path directory) {
    this.directory = directory;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * A picture of an application without partitions.
   *
   * @param metadata {@link ApplicationMetadata#encode}
   */
  public static DataPicture begin(byte[] metadata) {
    try {
      Path directory = Files.createTempDirectory("millrace-shadow-");
      DataPicture picture = new DataPicture(directory);
      for (String name : List.of("metadata", "journals", "snapshots")) {
        Files.createDirectory(directory.resolve(name));
      }
      DocumentFile.write(
          directory.resolve("millrace.properties"),
          "format.version=1\n".getBytes(StandardCharsets.ISO_8859_1));
      DocumentFile.write(
          directory.resolve("metadata").resolve(ApplicationMetadata.DOCUMENT), metadata);
      return picture;
    } catch (IOException e) {
      throw new UncheckedIOException("no directory for temporary files: " + e.getMessage(), e);
    }
  }

  /** Where it is. */
  public Path directory() {
    return directory;
  }

  /**
   * Adds a partition, or takes its picture once more.
   *
   * @param data the data directory of the process that runs it
   */
  public void take(Path data, int partition) {
    String number = Integer.toString(partition);
    try {
      for (String kind : List.of("journals", "snapshots")) {
        delete(directory.resolve(kind).resolve(number));
      }
      if (!Files.isDirectory(data.resolve("journals").resolve(number))) {
        throw new CommandFailedException(
            "journal not found: partition="
                + partition
                + ", dir="
                + data
                + "; it is read as a file: run this on the machine that has it");
      }
      // snapshots last: the journal goes on from each of them that there is then
      link(data.resolve("journals").resolve(number), directory.resolve("journals"), number);
      link(data.resolve("snapshots").resolve(number), directory.resolve("snapshots"), number);
    } catch (IOException e) {
      throw new UncheckedIOException("picture of " + data + " failed: " + e.getMessage(), e);
    }
  }

  private static void link(Path from, Path into, String name) throws IOException {
    Path to = into.resolve(name);
    Files.createDirectory(to);
    if (!Files.isDirectory(from)) {
      return;
    }
    List<Path> entries;
    try (Stream<Path> all = Files.list(from)) {
      entries = all.toList();
    }
    for (Path entry : entries) {
      String entryName = entry.getFileName().toString();
      if (entryName.endsWith(".tmp") || entryName.endsWith(".deleted")) {
        continue;
      }
      try {
        if (Files.readAttributes(entry, BasicFileAttributes.class).isDirectory()) {
          link(entry, to, entryName);
        } else {
          linkOrCopy(entry, to.resolve(entryName));
        }
      } catch (NoSuchFileException e) {
        // it was deleted just now: nobody needs it any more
      }
    }
  }

  private static void linkOrCopy(Path from, Path to) throws IOException {
    try {
      Files.createLink(to, from);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException e) {
      Files.copy(from, to);
    }
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(tree)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }

  private void deleteAll() {
    try {
      delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete: dir=" + directory + "; " + e, e);
    }
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(hook);
    deleteAll();
  }
}
