package io.millrace.functions.window;

/**
 * What is kept of a pane whose windows fire more than once.
 *
 * @param contents of its records; if firings discard, of those that were not told yet
 * @param changed whether it has records that no early firing has told
 * @param count how many these are
 * @param newestMs the latest event time of all its records
 */
record Pane<A>(A contents, boolean changed, int count, long newestMs) {}
