package io.millrace.examples.couponguard;

/**
 * What the model looks at, as of one moment.
 *
 * @param browses pages looked at in the last hour
 * @param claims coupons claimed in the last hour
 * @param orders orders in the last hour
 * @param refunds refunds in the last hour
 * @param accounts accounts that claimed coupons from the user's device within an hour
 * @param cheapOrders orders with a coupon that are hardly worth more than it, in this visit
 * @param cycles times that claim, order and refund followed each other within minutes, in this
 *     visit
 * @param orderAfterSeconds shortest time from a claim to the order with it in this visit; negative
 *     if there was none
 */
public record Features(
    String user,
    String device,
    int browses,
    int claims,
    int orders,
    int refunds,
    int accounts,
    int cheapOrders,
    int cycles,
    double orderAfterSeconds) {}
