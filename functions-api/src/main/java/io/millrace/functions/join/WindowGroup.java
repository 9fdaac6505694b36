package io.millrace.functions.join;

import java.util.List;

/**
 * What both streams have in one window of one key; not both lists are empty.
 *
 * @param startMs where the window starts, ms since 1970
 * @param endMs where it ends; not part of it
 * @param lefts records of the left stream, in the order of event time
 * @param rights records of the right stream, in the order of event time
 */
public record WindowGroup<L, R>(long startMs, long endMs, List<L> lefts, List<R> rights) {}
