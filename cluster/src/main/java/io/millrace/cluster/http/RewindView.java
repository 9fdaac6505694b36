package io.millrace.cluster.http;

/**
 * A rewind that was decided.
 *
 * @param application its name
 * @param epoch that it went back to
 * @param generation that has begun
 */
public record RewindView(String application, long epoch, int generation) {}
