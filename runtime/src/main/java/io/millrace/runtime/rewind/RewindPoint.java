package io.millrace.runtime.rewind;

/**
 * What the owner of a partition says to a rewind.
 *
 * @param partition which
 * @param term of the owner
 * @param epoch the one that was asked for, or the last that was entered until the time asked for;
 *     -1 if there is none
 * @param cut the offset at which its journal would be cut; -1 if it cannot go back to that epoch
 * @param earliest epoch that it can go back to
 * @param earliestMs when it entered that, since 1970
 * @param latest epoch that it has entered for good; -1 if none
 * @param latestMs when that was
 */
public record RewindPoint(
    int partition,
    int term,
    long epoch,
    long cut,
    long earliest,
    long earliestMs,
    long latest,
    long latestMs) {}
