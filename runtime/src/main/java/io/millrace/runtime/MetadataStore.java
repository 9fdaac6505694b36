package io.millrace.runtime;

import java.util.Optional;

/** Small named documents of an application: names, versions, positions of sinks. Any thread. */
public interface MetadataStore {

  /** A document as last written; throws {@link IllegalStateException} if it is damaged. */
  Optional<byte[]> read(String name);

  /** Replaces a document, durably and in one step. */
  void write(String name, byte[] content);
}
