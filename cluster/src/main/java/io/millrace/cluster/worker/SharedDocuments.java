package io.millrace.cluster.worker;

import io.millrace.runtime.MetadataStore;
import io.millrace.storage.DocumentFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
      return DocumentFile.read(directory.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read: file=" + directory.resolve(name) + "; " + e, e);
    }
  }

  @Override
  public void write(String name, byte[] content) {
    try {
      Files.createDirectories(directory);
      DocumentFile.write(directory.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write: file=" + directory.resolve(name) + "; " + e, e);
    }
  }
}
