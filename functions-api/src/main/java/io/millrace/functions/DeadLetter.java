package io.millrace.functions;

/**
 * A record that could not be handled, on a function's dead-letter topic.
 *
 * @param function which function gave up, or which source could not read it
 * @param topic where the record was
 * @param key the key as text
 * @param value the value as text
 * @param error why
 * @param attempts how often it was tried
 * @param where partition and offset, or file and line
 */
public record DeadLetter(
    String function,
    String topic,
    String key,
    String value,
    String error,
    int attempts,
    String where) {}
