package io.millrace.http;

/**
 * A record as it stands in a journal.
 *
 * @param topic its topic
 * @param partition whose journal
 * @param offset where in that journal
 * @param eventTimeMs when it happened, ms since 1970
 * @param journaledMs when it was journaled, ms since 1970
 * @param key its key as text; empty for broadcast records
 * @param value its value, to be written as JSON
 */
record RecordView(
    String topic,
    int partition,
    long offset,
    long eventTimeMs,
    long journaledMs,
    String key,
    Object value) {}
