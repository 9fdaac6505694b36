package io.millrace.systemtests.processes.app;

/**
 * A purchase on its way to its device.
 *
 * @param device the key
 * @param amount for how much
 */
public record DeviceSale(String device, long amount) {}
