package io.millrace.systemtests.simulation;

/** One incarnation of a partition's owner or of a split: what sends and receives frames. */
abstract class Endpoint {
  private final Owner[] links;
  private boolean dead;

  /** An endpoint that knows no partition yet. */
  Endpoint(int partitions) {
    links = new Owner[partitions];
  }

  /** Whom it takes for the owner of a partition. */
  Owner link(int partition) {
    return links[partition];
  }

  void link(int partition, Owner owner) {
    links[partition] = owner;
  }

  boolean isDead() {
    return dead;
  }

  void die() {
    dead = true;
  }

  /** Takes a frame that arrived. */
  abstract void deliver(byte[] frame);

  /** What was on its way to or from a partition is lost. */
  abstract void disconnected(int partition);

  /** One turn; returns how much was done. */
  abstract int work();
}
