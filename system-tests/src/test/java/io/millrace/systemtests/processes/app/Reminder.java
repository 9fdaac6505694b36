package io.millrace.systemtests.processes.app;

/**
 * Emitted a little while after each {@link Ledger#REMINDER_EVERY}th purchase of a user.
 *
 * @param user the key
 * @param count the purchase
 */
public record Reminder(String user, long count) {}
