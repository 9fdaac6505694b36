package io.millrace.functions.pattern;

/**
 * State: the place of a record that waits for the watermark.
 *
 * @param order among records of the same time, from 0 without gaps
 */
record Slot(long timeMs, int order) {}
