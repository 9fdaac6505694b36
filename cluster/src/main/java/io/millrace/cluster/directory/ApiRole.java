package io.millrace.cluster.directory;

import java.util.Locale;

/** What somebody may do by the HTTP APIs of a cluster. */
public enum ApiRole {
  /** Ask for everything, records and state among it, and change nothing. */
  VIEWER,

  /** Everything: whoever deploys code runs it on the workers. */
  ADMIN;

  /** Whether it may send requests of this method. */
  public boolean may(String method) {
    return this == ADMIN || method.equals("GET") || method.equals("HEAD");
  }

  /** As people write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
