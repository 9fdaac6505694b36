package io.millrace.cluster.worker;

import io.millrace.runtime.MetadataStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Small documents in a directory that all workers see: positions of sinks that store none
 * themselves, wherever the sink runs next.
 */
final class SharedDocuments implements MetadataStore {
  private final Path directory;

  /** Documents in a directory, which is made at the first write. */
  SharedDocuments(Path directory) {
    this.directory = directory;
  }

  @Override
  public Optional<byte[]> read(String name) {
    try {
      return Optional.of(Files.readAllBytes(directory.resolve(name)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read: file=" + directory.resolve(name), e);
    }
  }

  @Override
  public void write(String name, byte[] content) {
    Path file = directory.resolve(name);
    Path fresh = directory.resolve(name + ".tmp");
    try {
      Files.createDirectories(directory);
      Files.write(fresh, content);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write: file=" + file + "; " + e, e);
    }
  }
}
