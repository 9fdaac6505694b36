package io.millrace.systemtests.processes.app;

/**
 * What a user has bought so far, emitted for each purchase.
 *
 * @param user the key
 * @param count of purchases, from 1
 * @param sum of their amounts
 */
public record Total(String user, long count, long sum) {}
