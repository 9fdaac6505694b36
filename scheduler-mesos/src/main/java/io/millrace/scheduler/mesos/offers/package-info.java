/**
 * Which worker goes where: decided from the offers of agents alone. Start with {@link
 * io.millrace.scheduler.mesos.offers.Matching}.
 *
 * <p>Pure functions of immutable values.
 */
package io.millrace.scheduler.mesos.offers;
