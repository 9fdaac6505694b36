package io.millrace.systemtests.processes.app;

/**
 * What was bought with a device in a window, emitted once it is closed.
 *
 * @param device the key
 * @param startMs of the window, event time, ms since 1970
 * @param count of purchases
 * @param sum of their amounts
 */
public record DeviceWindow(String device, long startMs, long count, long sum) {}
