package io.millrace.sketches;

/**
 * A thing that comes often.
 *
 * @param item the thing
 * @param atLeast how often it has come, at least
 * @param atMost how often it has come, at most
 */
public record HeavyHitter<V>(V item, long atLeast, long atMost) {}
