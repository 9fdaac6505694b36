package io.millrace.storage.mirror;

import io.millrace.storage.DocumentFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A mirror in a directory that all hosts see, as one that is mounted. The directory itself is never
 * made here: where it is not mounted, what is written must not land on a local disk.
 */
public final class DirectoryMirrorFiles implements MirrorFiles {
  private final Path root;

  /** A mirror in {@code root}. */
  public DirectoryMirrorFiles(Path root) {
    this.root = root;
  }

  private Path path(String name) {
    return root.resolve(name);
  }

  private void checkThere() throws IOException {
    if (!Files.isDirectory(root)) {
      throw new IOException("directory is not there: dir=" + root + "; mount it, or make it");
    }
  }

  @Override
  public List<String> list(String folder) throws IOException {
    checkThere();
    try (Stream<Path> entries = Files.list(path(folder))) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  @Override
  public Optional<byte[]> read(String file) throws IOException {
    checkThere();
    try {
      return Optional.of(Files.readAllBytes(path(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void replace(String file, byte[] content) throws IOException {
    makeFolder(file);
    DocumentFile.replace(path(file), ByteBuffer.wrap(content));
  }

  private void makeFolder(String file) throws IOException {
    checkThere();
    Files.createDirectories(path(file).getParent());
  }

  @Override
  public InputStream open(String file) throws IOException {
    return Files.newInputStream(path(file));
  }

  @Override
  public MirrorOutput create(String file) throws IOException {
    makeFolder(file);
    FileChannel channel =
        FileChannel.open(path(file), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return new Output(channel, path(file).getParent());
  }

  @Override
  public void delete(String name) throws IOException {
    checkThere();
    List<Path> all;
    try (Stream<Path> files = Files.walk(path(name))) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    } catch (NoSuchFileException e) {
      return;
    }
    for (Path file : all) {
      Files.deleteIfExists(file);
    }
  }

  @Override
  public String place() {
    return root.toString();
  }

  private static final class Output implements MirrorOutput {
    private final FileChannel channel;
    private final Path folder;
    private boolean named;

    Output(FileChannel channel, Path folder) {
      this.channel = channel;
      this.folder = folder;
    }

    @Override
    public void write(byte[] bytes, int at, int length) throws IOException {
      ByteBuffer left = ByteBuffer.wrap(bytes, at, length);
      while (left.hasRemaining()) {
        channel.write(left);
      }
    }

    @Override
    public void flush() throws IOException {
      channel.force(false);
      if (!named) {
        DocumentFile.syncDirectory(folder);
        named = true;
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
