package io.millrace.connector.files;

import io.millrace.functions.connect.Source;
import io.millrace.functions.connect.SplitReader;
import io.millrace.functions.connect.SplitStart;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * Reads the lines of a file, or of all files below a directory, as values of the topic's type.
 *
 * <p>Each file is a split, named by its path below the directory. The position is the number of
 * bytes up to the end of the line (of the decompressed bytes if the name ends in {@code .gz}), so a
 * restart goes on with exactly the next line. In a directory, files and folders whose names start
 * with a dot are passed over, and so are names that end in {@code .tmp}, {@code .positions} or
 * {@code .lock}: write a file under such a name and rename it when it is complete.
 *
 * <p>Without {@link #follow()} reading ends at the end of each file, and a last line needs no
 * newline. Empty lines are passed over, a byte order mark and carriage returns before newlines too.
 *
 * <p>Immutable. Each method returns the source so changed; the type of its values is whatever the
 * topic that it is bound to asks for.
 *
 * @param <T> the type of values
 */
public final class FileSource<T> implements Source<T> {
  private final Path path;
  private final ReadOptions options;
  private final boolean directoryOnly;

  FileSource(Path path, ReadOptions options, boolean directoryOnly) {
    this.path = path;
    this.options = options;
    this.directoryOnly = directoryOnly;
  }

  /** Lines that are each one JSON value; see {@link JsonValues}. */
  public static <T> FileSource<T> jsonLines(String pathOrUri) {
    return new FileSource<>(Address.parse(pathOrUri), ReadOptions.of(Format.JSON), false);
  }

  /**
   * Rows of comma-separated cells whose first row names the columns. Cells become the components of
   * the same name; an empty cell without quotes is no value (null, or malformed for a primitive),
   * an empty one in quotes an empty string; a cell for a list, map or record is JSON.
   */
  public static <T> FileSource<T> csv(String pathOrUri) {
    return new FileSource<>(Address.parse(pathOrUri), ReadOptions.of(Format.CSV), false);
  }

  /** Lines that are the values, as strings. */
  public static FileSource<String> text(String pathOrUri) {
    return new FileSource<>(Address.parse(pathOrUri), ReadOptions.of(Format.TEXT), false);
  }

  /**
   * This source going on at the end of a file when the file grows, and taking up new files of the
   * directory. A line counts when its newline is there. A file must only grow: one that is cut, or
   * replaced by another of the same name, stops the reading with an error. Compressed files are
   * read once, to their end.
   */
  public <V> FileSource<V> follow() {
    return with(options.withFollow());
  }

  /** This source taking a field that the type does not have for malformed, not ignoring it. */
  public <V> FileSource<V> strict() {
    return with(options.withStrict());
  }

  /** This source with CSV cells separated by another ASCII character than a comma. */
  public <V> FileSource<V> delimiter(char delimiter) {
    return with(options.withDelimiter(delimiter));
  }

  /** This source reading CSV that has no row of names: these are the columns. */
  public <V> FileSource<V> columns(String... names) {
    return with(options.withColumns(List.of(names)));
  }

  /** This source with lines up to so many bytes; longer ones are malformed. 1 MiB if not set. */
  public <V> FileSource<V> maxLineBytes(int bytes) {
    return with(options.withMaxLineBytes(bytes));
  }

  private <V> FileSource<V> with(ReadOptions changed) {
    return new FileSource<>(path, changed, directoryOnly);
  }

  @Override
  public boolean bounded() {
    return !options.follow();
  }

  @Override
  public List<String> splits() throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(path, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      throw new NoSuchFileException(
          path.toString(), null, "input not found; create it or correct the path");
    }
    if (attributes.isDirectory()) {
      return filesBelow(path);
    }
    if (directoryOnly) {
      throw new IOException("not a directory: path=" + path + "; write file:" + path);
    }
    return List.of(path.getFileName().toString());
  }

  @Override
  public SplitReader<T> open(SplitStart<T> start) throws IOException {
    Path file = Files.isDirectory(path) ? path.resolve(start.split()) : path;
    Format format =
        Objects.requireNonNullElseGet(options.format(), () -> Format.ofFile(start.split()));
    LineParser<T> parser = LineParser.of(format, start.topic(), options);
    return new FileSplitReader<>(file, options, parser, start.position());
  }

  private static List<String> filesBelow(Path directory) throws IOException {
    List<String> names = new ArrayList<>();
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean hidden = !folder.equals(directory) && isPassedOver(folder);
            return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!isPassedOver(file) && Files.isRegularFile(file)) {
              names.add(directory.relativize(file).toString());
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE; // gone since it was listed
            }
            throw failure;
          }
        });
    Collections.sort(names);
    return names;
  }

  private static boolean isPassedOver(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(".")
        || name.endsWith(".tmp")
        || name.endsWith(".positions")
        || name.endsWith(".lock");
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
