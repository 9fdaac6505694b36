package io.millrace.cluster.scheduler.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A worker of tests: does what the file {@code behaviour} in the cluster's directory says. */
public final class SmallProcess {
  private SmallProcess() {}

  /** Takes a worker's arguments. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path file = Path.of(arguments[1]).resolve("behaviour");
    String behaviour = Files.exists(file) ? Files.readString(file) : "stay";
    System.out.println(arguments[3] + " has incarnation " + arguments[5]);
    if (behaviour.equals("fail")) {
      throw new IllegalStateException("no partition wants me");
    }
    Thread.currentThread().join();
  }
}
