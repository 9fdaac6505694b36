package io.millrace.cluster.worker;

import io.millrace.cluster.directory.ClusterDirectory;

/**
 * Which process a worker is now. Where hosts are several, one that nobody can reach may have been
 * replaced: nobody listens to it any more, and nobody can end it, so it finds out itself. On one
 * machine there is no need for it: there processes are ended by those who replace them.
 */
final class Succession {
  private final ClusterDirectory directory;
  private final String file;
  private final long incarnation;

  private Succession(ClusterDirectory directory, String name, long incarnation) {
    this.directory = directory;
    this.file = "workers/" + name;
    this.incarnation = incarnation;
  }

  /** Takes a worker's place. Waits for the cluster's directory. */
  static Succession begin(ClusterDirectory directory, String name, long incarnation) {
    Succession place = new Succession(directory, name, incarnation);
    if (!directory.isLocal() && place.latest() < incarnation) {
      directory.write(place.file, incarnation + "\n");
    }
    return place;
  }

  private long latest() {
    return directory.read(file).map(text -> Long.parseLong(text.strip())).orElse(-1L);
  }

  /**
   * Whether a later process has the place, or the cluster was stopped. Waits for the cluster's
   * directory; to be asked only by one that knew the coordinator and has lost it.
   *
   * @throws java.io.UncheckedIOException if it cannot be known now
   */
  boolean isOver() {
    return !directory.isLocal() && (latest() > incarnation || directory.coordinator().isEmpty());
  }
}
