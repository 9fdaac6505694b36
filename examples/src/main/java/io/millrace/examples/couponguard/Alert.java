package io.millrace.examples.couponguard;

import java.time.Instant;

/**
 * A user who probably abuses coupons.
 *
 * @param score how probably, from 0 to 1
 * @param model which coefficients said so
 * @param features what they looked at
 * @param time of the action that led to it
 */
public record Alert(String user, double score, String model, Features features, Instant time) {}
