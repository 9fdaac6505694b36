package io.millrace.examples.couponguard;

/**
 * Tells a user's features about a device that the user claimed from.
 *
 * @param accounts how many accounts claimed coupons from it within an hour
 */
public record DeviceSignal(String user, String device, int accounts) {}
