package io.millrace.scheduler.yarn;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What is kept of a worker, in a file of the cluster's directory, so that the next attempt of the
 * application master knows whose container is whose.
 *
 * @param incarnation of the last process that was started or is about to be
 * @param kept whether a process is to be there
 * @param grant the last container, or null
 */
record ContainerNote(long incarnation, boolean kept, Grant grant) {

  static ContainerNote none() {
    return new ContainerNote(0, false, null);
  }

  /** The host that the worker was on, or null. */
  String host() {
    return grant == null ? null : grant.host();
  }

  String encode() {
    String text = "incarnation=" + incarnation + "\nkept=" + kept + "\n";
    return grant == null
        ? text
        : text + "container=" + grant.id() + "\nhost=" + grant.host() + "\n";
  }

  static ContainerNote decode(String text) {
    Properties values = new Properties();
    try {
      values.load(new StringReader(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String container = values.getProperty("container");
    return new ContainerNote(
        Long.parseLong(values.getProperty("incarnation", "0")),
        Boolean.parseBoolean(values.getProperty("kept", "false")),
        container == null ? null : new Grant(container, values.getProperty("host", "")));
  }
}
