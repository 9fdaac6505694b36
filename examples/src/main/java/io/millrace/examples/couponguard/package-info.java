/**
 * A whole application: it finds users who abuse coupons while they do it.
 *
 * <p>Read {@link io.millrace.examples.couponguard.CouponGuardApp} first: it names all functions;
 * each is a class of its own. {@link io.millrace.examples.couponguard.ActionGenerator} makes input
 * with known abusers, {@link io.millrace.examples.couponguard.Evaluation} counts who was caught.
 */
package io.millrace.examples.couponguard;
