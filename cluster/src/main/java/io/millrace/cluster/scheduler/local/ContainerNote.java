package io.millrace.cluster.scheduler.local;

import io.millrace.cluster.directory.WholeFile;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * What is kept of a container: a file in its directory.
 *
 * @param incarnation of the last process that was started or is about to be
 * @param kept whether a process is to be in it
 * @param process the last one, or null: it was about to be started, or none ever was
 */
record ContainerNote(long incarnation, boolean kept, ProcessIdentity process) {
  static final String FILE = "container";

  static ContainerNote none() {
    return new ContainerNote(0, false, null);
  }

  /** Reads the note of a container's directory. */
  static Optional<ContainerNote> read(Path directory) {
    return WholeFile.read(directory.resolve(FILE)).map(ContainerNote::decode);
  }

  private static ContainerNote decode(String text) {
    Properties values = new Properties();
    try {
      values.load(new StringReader(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String pid = values.getProperty("pid");
    return new ContainerNote(
        Long.parseLong(values.getProperty("incarnation", "0")),
        Boolean.parseBoolean(values.getProperty("kept", "false")),
        pid == null
            ? null
            : new ProcessIdentity(Long.parseLong(pid), values.getProperty("started", "")));
  }

  /** Replaces the note; durable when this returns. */
  void write(Path directory) {
    StringBuilder text = new StringBuilder();
    text.append("incarnation=").append(incarnation).append("\nkept=").append(kept).append('\n');
    if (process != null) {
      text.append("pid=").append(process.pid());
      text.append("\nstarted=").append(process.mark()).append('\n');
    }
    WholeFile.write(directory.resolve(FILE), text.toString());
  }
}
