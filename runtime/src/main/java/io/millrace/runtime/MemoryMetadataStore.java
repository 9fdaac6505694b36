package io.millrace.runtime;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Documents in memory: for tests. */
public final class MemoryMetadataStore implements MetadataStore {
  private final Map<String, byte[]> documents = new ConcurrentHashMap<>();

  @Override
  public Optional<byte[]> read(String name) {
    return Optional.ofNullable(documents.get(name)).map(byte[]::clone);
  }

  @Override
  public void write(String name, byte[] content) {
    documents.put(name, content.clone());
  }
}
