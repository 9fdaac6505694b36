package io.millrace.cli.cluster;

import io.millrace.cli.CoordinatorDouble;
import io.millrace.cluster.directory.ClusterDirectory;
import java.nio.file.Files;
import java.nio.file.Path;

/** A coordinator in a process of its own; fails at once if its directory says so. */
public final class SmallCoordinator {
  private SmallCoordinator() {}

  /** Takes a coordinator's arguments. */
  public static void main(String[] arguments) {
    Path dir = Path.of(arguments[1]);
    if (Files.exists(dir.resolve("fail"))) {
      throw new IllegalStateException("disk is full");
    }
    System.out.println("serves " + dir);
    new CoordinatorDouble(new ClusterDirectory(dir), ProcessHandle.current().pid());
  }
}
