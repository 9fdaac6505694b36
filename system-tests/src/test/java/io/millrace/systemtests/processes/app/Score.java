package io.millrace.systemtests.processes.app;

/**
 * The outcome of a call, made for each {@link Ledger#SCORE_EVERY}th purchase of a user.
 *
 * @param user the key
 * @param count the purchase
 * @param score what the call said
 */
public record Score(String user, long count, long score) {}
