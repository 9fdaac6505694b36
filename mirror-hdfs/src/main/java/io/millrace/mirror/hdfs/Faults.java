package io.millrace.mirror.hdfs;

import org.apache.hadoop.ipc.RemoteException;

/** What Hadoop says of a failure, in one line. */
final class Faults {
  private static final int LONGEST = 300;

  private Faults() {}

  /** Hadoop's messages go on with stack traces of the NameNode, and advice to look at its wiki. */
  static String line(Exception fault) {
    Throwable told =
        fault instanceof RemoteException remote ? remote.unwrapRemoteException() : fault;
    String message = told.getMessage();
    if (message == null || message.isBlank()) {
      return told.toString();
    }
    String line = message.lines().findFirst().orElseThrow();
    int advice = line.indexOf("; For more details see");
    line = advice < 0 ? line : line.substring(0, advice);
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + " ...";
  }
}
