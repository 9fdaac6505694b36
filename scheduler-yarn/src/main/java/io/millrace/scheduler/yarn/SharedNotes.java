package io.millrace.scheduler.yarn;

import io.millrace.cluster.directory.ClusterDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/** Notes of workers' containers in the cluster's directory, a file each. */
record SharedNotes(ClusterDirectory directory) implements ContainerNotes {
  private static final String FOLDER = "yarn/workers";
  private static final String SUFFIX = ".properties";

  @Override
  public Map<String, ContainerNote> all() {
    Map<String, ContainerNote> notes = new TreeMap<>();
    try {
      for (String file : directory.shared().list(FOLDER)) {
        if (file.endsWith(SUFFIX)) {
          String name = file.substring(0, file.length() - SUFFIX.length());
          directory
              .read(FOLDER + "/" + file)
              .ifPresent(text -> notes.put(name, ContainerNote.decode(text)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return notes;
  }

  @Override
  public void write(String name, ContainerNote note) {
    directory.write(FOLDER + "/" + name + SUFFIX, note.encode());
  }
}
