package io.millrace.cluster.control;

import java.util.List;

/**
 * What a worker knows of the journals on its disk, before each {@link WorkerReport}: which copies
 * it found when it was started, which it should have and has not, and how far what it owns is
 * mirrored.
 *
 * @param worker its name
 * @param incarnation which life of it
 * @param applications those of which there is something to tell
 */
public record CopyReport(String worker, long incarnation, List<ApplicationCopies> applications)
    implements ControlMessage {

  public CopyReport {
    applications = List.copyOf(applications);
  }

  /**
   * The copies of an application's journals.
   *
   * @param application its number
   * @param found partitions whose journals, whole or not, were on the disk at the worker's start
   * @param missing those that it is to own, and whose journal is not there, though there must be
   *     one
   * @param mirrored those that it owns, if there is a mirror
   */
  public record ApplicationCopies(
      long application,
      List<Integer> found,
      List<MissingCopy> missing,
      List<MirroredPlace> mirrored) {

    public ApplicationCopies {
      found = List.copyOf(found);
      missing = List.copyOf(missing);
      mirrored = List.copyOf(mirrored);
    }
  }

  /**
   * A journal that is not there.
   *
   * @param partition whose it is
   * @param term in which the worker is to own it
   */
  public record MissingCopy(int partition, int term) {}

  /**
   * How far a partition is mirrored.
   *
   * @param partition which
   * @param term of its owner
   * @param offset all entries below it are in the mirror; -1 while that is not known
   * @param epoch the newest that it can go back to from there; -1 if there is none
   * @param earliest it can go back to this one and all up to {@code epoch}
   * @param failure why nothing can be written at present, or null
   */
  public record MirroredPlace(
      int partition, int term, long offset, long epoch, long earliest, String failure) {}
}
