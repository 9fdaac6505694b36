package io.millrace.examples.couponguard;

/** A user claimed a coupon, ordered with it and had the order refunded, all within minutes. */
public record RefundCycle(String user, String coupon, long tookMs) {}
