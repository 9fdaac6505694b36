package io.millrace.cluster.coordinator;

/**
 * Where an application is to go back to.
 *
 * @param epoch which; -1: the last that all partitions had entered at {@code atMs}
 * @param atMs a time since 1970, if there is no epoch
 * @param words as somebody asked for it
 */
public record RewindTarget(long epoch, long atMs, String words) {

  /** An epoch. */
  public static RewindTarget epoch(long epoch) {
    return new RewindTarget(epoch, -1, "epoch " + epoch);
  }

  /** A time. */
  public static RewindTarget time(long atMs, String words) {
    return new RewindTarget(-1, atMs, words);
  }
}
