package io.millrace.cluster.http;

import java.util.List;
import java.util.Map;

/**
 * An application as it is described.
 *
 * @param application the deployment's name
 * @param number in every frame
 * @param phase as in {@link ClusterView.ApplicationSummary}
 * @param failure why it failed, or null
 * @param revision of its table
 * @param durability its name, as of {@link io.millrace.cluster.control.Durability}
 * @param state where its state is kept, for people
 * @param version number of the code
 * @param hash of the jar
 * @param app which application of the jar, or null
 * @param settings what it was deployed with
 * @param epoch the newest
 * @param flowing whether sources may read
 * @param figures counters, sums over all workers
 * @param workers those that run it
 * @param partitions in their order
 * @param history what happened to partitions, oldest first
 * @param mirror how far it is mirrored, or null if the cluster has no mirror
 */
public record ApplicationView(
    String application,
    long number,
    String phase,
    String failure,
    long revision,
    String durability,
    String state,
    int version,
    String hash,
    String app,
    Map<String, String> settings,
    long epoch,
    boolean flowing,
    Map<String, Long> figures,
    List<HostView> workers,
    List<PartitionView> partitions,
    List<EventView> history,
    MirrorView mirror) {

  /**
   * A worker that runs it.
   *
   * @param api {@code http://host:port} of its HTTP API, or null if it is not known
   * @param partitions those that it owns
   */
  public record HostView(String id, Long pid, String host, String api, List<Integer> partitions) {}

  /**
   * A partition. What nobody has reported yet is null.
   *
   * @param stable the first offset that is not stable
   * @param lag records that are journaled and not folded
   * @param snapshotOffset of the last snapshot, -1 if there is none
   */
  public record PartitionView(
      int id,
      String owner,
      String follower,
      boolean inSync,
      int term,
      boolean live,
      Long epoch,
      Long offset,
      Long stable,
      Long lag,
      Long snapshotOffset,
      String failure) {}

  /**
   * How far it is mirrored.
   *
   * @param epoch the newest to which all partitions can go back from the mirror, or null
   * @param partitions those whose owners have told
   */
  public record MirrorView(Long epoch, List<MirroredPartitionView> partitions) {}

  /**
   * How far a partition is mirrored.
   *
   * @param epoch the newest to which it can go back from the mirror, or null
   * @param offset all entries below it are in the mirror; null while that is not known
   * @param failure why nothing can be written to the mirror at present, or null
   */
  public record MirroredPartitionView(int id, Long epoch, Long offset, String failure) {}

  /**
   * Something that happened.
   *
   * @param at ISO-8601
   * @param partition null if it is about all
   */
  public record EventView(String at, Integer partition, String what) {}
}
