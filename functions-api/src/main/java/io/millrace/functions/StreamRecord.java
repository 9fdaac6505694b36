package io.millrace.functions;

/**
 * One value on a topic.
 *
 * @param topic where it is
 * @param value never null; treat it as immutable
 * @param eventTimeMs when it happened, in milliseconds since 1970-01-01T00:00:00Z
 */
public record StreamRecord<T>(Topic<T> topic, T value, long eventTimeMs) {}
