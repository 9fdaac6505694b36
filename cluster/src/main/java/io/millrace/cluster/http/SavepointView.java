package io.millrace.cluster.http;

/**
 * A savepoint.
 *
 * @param name its name
 * @param epoch that it keeps
 * @param at when it was made, ISO-8601
 */
public record SavepointView(String name, long epoch, String at) {}
