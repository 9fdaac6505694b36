package io.millrace.functions.connect;

import io.millrace.functions.Topic;

/**
 * Where and as what a split is read.
 *
 * @param topic whose values the items become
 * @param split the split's name
 * @param position 0 for the beginning, else what {@link SourceOutput} was last given as the
 *     position after an item
 */
public record SplitStart<T>(Topic<T> topic, String split, long position) {}
