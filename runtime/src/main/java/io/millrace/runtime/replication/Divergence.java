package io.millrace.runtime.replication;

/**
 * A follower folded the same entries as its owner, and did something else: some function is not
 * deterministic.
 *
 * @param partition which
 * @param epoch of the EPOCH entry before which it happened
 * @param ownersDigest what the owner did since the EPOCH entry before that, as a sum
 * @param followersDigest what the follower did
 */
public record Divergence(int partition, long epoch, long ownersDigest, long followersDigest) {

  /** For people, with what to do. */
  @Override
  public String toString() {
    return "folded otherwise than its owner: epoch="
        + epoch
        + ", digest="
        + Long.toHexString(followersDigest)
        + ", owner's digest="
        + Long.toHexString(ownersDigest)
        + "; a function is not deterministic (clock, chance, fields of its own): the test kit finds"
        + " it";
  }
}
