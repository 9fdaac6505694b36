package io.millrace.functions;

/**
 * A timer that is due.
 *
 * @param spec what it was declared as
 * @param atMs the time it was set for, ms since 1970
 */
public record Timer(TimerSpec spec, long atMs) {}
