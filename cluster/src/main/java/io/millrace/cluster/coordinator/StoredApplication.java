package io.millrace.cluster.coordinator;

import io.millrace.cluster.control.DeployedCode;
import io.millrace.cluster.control.Durability;
import java.util.List;

/**
 * All that the coordinator keeps of an application; a document of {@code
 * docs/formats/cluster-directory.md}.
 *
 * @param application its number
 * @param name of the deployment
 * @param phase what is to become of it
 * @param keepState while it is stopped: whether journals and snapshots stay
 * @param resumes while it is stopped: whether it goes on once it has, with the code that is here
 * @param revision of its table
 * @param code what runs
 * @param earlier what ran before, oldest first
 * @param metadata {@code ApplicationMetadata.encode()}
 * @param durability when entries are stable
 * @param flowing whether sources may read
 * @param begun whether all partitions have been live once
 * @param workers on how many workers it is to be, or null: on all
 * @param epochBound no epoch above it was told to anybody
 * @param places one per partition
 * @param history of all partitions, in the order of their beginning
 */
public record StoredApplication(
    long application,
    String name,
    Phase phase,
    boolean keepState,
    boolean resumes,
    long revision,
    DeployedCode code,
    List<DeployedCode> earlier,
    byte[] metadata,
    Durability durability,
    boolean flowing,
    boolean begun,
    Integer workers,
    long epochBound,
    List<StoredPlace> places,
    List<PartitionEvent> history) {

  public StoredApplication {
    earlier = List.copyOf(earlier);
    places = List.copyOf(places);
    history = List.copyOf(history);
  }

  /** What is to become of an application. */
  public enum Phase {
    /** It runs. */
    RUNNING,
    /** Workers are told to stop it. */
    STOPPING,
    /** It is stopped, and its state kept. */
    STOPPED
  }

  /**
   * Where a partition is, and in which life of the workers that was decided.
   *
   * @param ownerIncarnation the owner's when it got this term
   * @param followerIncarnation the follower's when it became that
   * @param founded whether an owner was live since the journal was begun or restored
   */
  public record StoredPlace(
      int partition,
      int term,
      String owner,
      long ownerIncarnation,
      String follower,
      long followerIncarnation,
      boolean inSync,
      boolean founded) {}
}
