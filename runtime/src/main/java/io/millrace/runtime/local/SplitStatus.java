package io.millrace.runtime.local;

/**
 * How far a split was read since the start of the process.
 *
 * @param split its name
 * @param records records read
 * @param malformed items that could not be read
 * @param held turns in which reading was held back because partitions lagged
 * @param progress from 0 to 1; negative if not known
 * @param ended whether there is nothing more
 */
public record SplitStatus(
    String split, long records, long malformed, long held, double progress, boolean ended) {}
