/**
 * Steps over one stream that work key by key: the best of a key ({@link
 * io.millrace.functions.keyed.TopN}), no duplicates ({@link
 * io.millrace.functions.keyed.Deduplicate}, {@link io.millrace.functions.keyed.Newest}), how many
 * different ones ({@link io.millrace.functions.keyed.DistinctCount}), the order of event time
 * ({@link io.millrace.functions.keyed.EventTimeSort}).
 *
 * <p>All are immutable: one object serves all partitions. They are called in the thread of a
 * partition and must not use clocks, chance or threads.
 */
package io.millrace.functions.keyed;
