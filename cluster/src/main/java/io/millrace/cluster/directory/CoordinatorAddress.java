package io.millrace.cluster.directory;

/**
 * Where a cluster's coordinator is.
 *
 * @param incarnation which life of it
 * @param pid its process
 * @param host its machine
 * @param address {@code host:port} of its transport
 * @param api {@code http://host:port} of its HTTP API
 */
public record CoordinatorAddress(
    long incarnation, long pid, String host, String address, String api) {

  /** What the coordinator is called among its peers. */
  public static final String NAME = "coordinator";
}
