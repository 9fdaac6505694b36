package io.millrace.functions.window;

/**
 * What a window gives when it fires.
 *
 * @param window which window
 * @param value what the aggregate amounts to
 * @param timing whether it is early, on time, or a correction
 * @param isRetraction whether this takes back a result that was given before
 */
public record WindowResult<R>(Window window, R value, Timing timing, boolean isRetraction) {}
