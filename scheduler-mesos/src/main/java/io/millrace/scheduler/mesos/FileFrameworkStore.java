package io.millrace.scheduler.mesos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cluster.directory.WholeFile;
import java.nio.file.Path;
import java.util.Optional;

/** A small file, replaced as a whole; where every later coordinator finds it. */
public final class FileFrameworkStore implements FrameworkStore {
  /** What it is called in a cluster's directory. */
  public static final String NAME = "mesos.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;

  /** Keeps it in this file, which need not be there. */
  public FileFrameworkStore(Path file) {
    this.file = file;
  }

  @Override
  public Optional<StoredFramework> read() {
    return WholeFile.read(file).map(this::decode);
  }

  private StoredFramework decode(String text) {
    try {
      StoredFramework framework = JSON.readValue(text, StoredFramework.class);
      if (framework.version() == StoredFramework.VERSION) {
        return framework;
      }
      throw new IllegalStateException(
          "framework was written by another version: file="
              + file
              + ", version="
              + framework.version()
              + ", known="
              + StoredFramework.VERSION
              + "; use the newer Millrace");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "file damaged: file="
              + file
              + ", error="
              + e.getOriginalMessage()
              + "; if you delete it, tear down the framework on Mesos as well",
          e);
    }
  }

  @Override
  public void write(StoredFramework framework) {
    try {
      WholeFile.write(file, JSON.writeValueAsString(framework) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // a record of texts and numbers
    }
  }
}
