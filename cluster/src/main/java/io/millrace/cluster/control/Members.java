package io.millrace.cluster.control;

import java.util.List;

/** The workers that there are. To all workers, whenever it changes. */
public record Members(int coordinatorTerm, List<Member> workers) implements ControlMessage {

  public Members {
    workers = List.copyOf(workers);
  }

  /**
   * A worker.
   *
   * @param name unique in the cluster; stays with its directory
   * @param incarnation which life of it
   * @param address {@code host:port} of its transport
   * @param api {@code http://host:port} of its HTTP API
   */
  public record Member(String name, long incarnation, String address, String api) {}
}
