package io.millrace.systemtests.processes.app;

/**
 * What comes in.
 *
 * @param user who bought: the key
 * @param device with what
 * @param amount for how much
 * @param atMs when, ms since 1970
 */
public record Purchase(String user, String device, long amount, long atMs) {}
