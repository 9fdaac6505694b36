package io.millrace.testkit;

/**
 * A record that a function emitted, as it was journaled.
 *
 * @param operation which of the test's operations led to it, from 1
 * @param topic the topic's number
 * @param eventTimeMs its event time
 * @param key its key, encoded
 * @param value its value, encoded
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Output(int operation, int topic, long eventTimeMs, byte[] key, byte[] value) {}
