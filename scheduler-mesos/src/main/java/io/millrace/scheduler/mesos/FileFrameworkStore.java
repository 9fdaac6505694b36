package io.millrace.scheduler.mesos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cluster.directory.ClusterDirectory;
import java.util.Optional;

/** A small file in the cluster's directory, where every later coordinator finds it. */
public final class FileFrameworkStore implements FrameworkStore {
  /** What it is called in a cluster's directory. */
  public static final String NAME = "mesos.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ClusterDirectory directory;

  /** Keeps it in this directory; it need not be there. */
  public FileFrameworkStore(ClusterDirectory directory) {
    this.directory = directory;
  }

  @Override
  public Optional<StoredFramework> read() {
    return directory.read(NAME).map(this::decode);
  }

  private StoredFramework decode(String text) {
    try {
      StoredFramework framework = JSON.readValue(text, StoredFramework.class);
      if (framework.version() == StoredFramework.VERSION) {
        return framework;
      }
      throw new IllegalStateException(
          "framework was written by another version: file="
              + directory
              + "/"
              + NAME
              + ", version="
              + framework.version()
              + ", known="
              + StoredFramework.VERSION
              + "; use the newer Millrace");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "file damaged: file="
              + directory
              + "/"
              + NAME
              + ", error="
              + e.getOriginalMessage()
              + "; if you delete it, tear down the framework on Mesos as well",
          e);
    }
  }

  @Override
  public void write(StoredFramework framework) {
    try {
      directory.write(NAME, JSON.writeValueAsString(framework) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // a record of texts and numbers
    }
  }
}
