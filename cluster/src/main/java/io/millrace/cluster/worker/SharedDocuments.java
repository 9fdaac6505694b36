package io.millrace.cluster.worker;

import io.millrace.runtime.MetadataStore;
import io.millrace.storage.DocumentFile;
import io.millrace.storage.SharedFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Small documents in a folder that all workers see: positions of sinks that store none themselves,
 * wherever the sink runs next.
 */
final class SharedDocuments implements MetadataStore {
  private final SharedFiles files;
  private final String folder;

  /** Documents in a folder, which is made at the first write. */
  SharedDocuments(SharedFiles files, String folder) {
    this.files = files;
    this.folder = folder;
  }

  @Override
  public Optional<byte[]> read(String name) {
    try {
      Optional<byte[]> bytes = files.read(file(name));
      return bytes.isEmpty()
          ? bytes
          : Optional.of(DocumentFile.decode(files.place() + "/" + file(name), bytes.get()));
    } catch (IOException e) {
      throw failed("read", name, e);
    }
  }

  @Override
  public void write(String name, byte[] content) {
    try {
      files.replace(file(name), DocumentFile.encode(content));
    } catch (IOException e) {
      throw failed("write", name, e);
    }
  }

  private String file(String name) {
    return folder + "/" + name;
  }

  private UncheckedIOException failed(String what, String name, IOException e) {
    return new UncheckedIOException(
        "cannot " + what + ": file=" + files.place() + "/" + file(name) + "; " + e, e);
  }
}
