package io.millrace.cluster.directory;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The machine that this process runs on. */
public final class ThisMachine {
  private ThisMachine() {}

  /** Its name, for people and to tell machines apart. */
  public static String name() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost"; // no name is known, which is no obstacle
    }
  }
}
