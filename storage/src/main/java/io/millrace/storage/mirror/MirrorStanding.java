package io.millrace.storage.mirror;

/**
 * How far a partition is mirrored.
 *
 * @param offset all entries below it are in the mirror; -1 while that is not known
 * @param epoch the newest that it can go back to from there; -1 if there is none
 * @param earliest it can go back to this one and all up to {@code epoch}
 * @param failure why nothing can be written at present, or null
 */
public record MirrorStanding(long offset, long epoch, long earliest, String failure) {
  /** Before anything was done. */
  public static final MirrorStanding UNKNOWN = new MirrorStanding(-1, -1, Long.MAX_VALUE, null);

  /** This, with another failure, or none. */
  MirrorStanding with(String problem) {
    return new MirrorStanding(offset, epoch, earliest, problem);
  }
}
