package io.millrace.cluster.control;

import java.util.List;

/**
 * All that workers need to know of an application. To all workers, whenever it changes and whenever
 * a connection was made.
 *
 * @param coordinatorTerm of the coordinator that tells it; earlier ones are not listened to
 * @param application its number, in every frame
 * @param name of the deployment
 * @param revision raised with every change
 * @param code what runs
 * @param metadata {@code ApplicationMetadata.encode()}: partitions, generation, names, schemas; its
 *     term means nothing here
 * @param durability when entries are stable; if that asks for no followers, partitions have them
 *     only while they move
 * @param flowing whether sources may read: all partitions are owned and know all splits
 * @param places one per partition, in their order
 */
public record ApplicationTable(
    int coordinatorTerm,
    long application,
    String name,
    long revision,
    DeployedCode code,
    byte[] metadata,
    Durability durability,
    boolean flowing,
    List<PartitionPlace> places)
    implements ControlMessage {

  public ApplicationTable {
    places = List.copyOf(places);
  }
}
