package io.millrace.cluster.coordinator;

/**
 * What has become of a rewind that was asked for.
 *
 * @param phase how far it is
 * @param epoch that the application went back to, once decided
 * @param generation that has begun with it
 * @param refusal why nothing was changed, if it was refused
 */
public record RewindOutcome(Phase phase, long epoch, int generation, String refusal) {

  /** How far it is. */
  public enum Phase {
    /** Workers are asked what is possible; nothing is changed yet. */
    ASKING,
    /** It is written down, and will be carried out whatever happens. */
    DECIDED,
    /** Nothing was changed. */
    REFUSED
  }
}
