/**
 * The lesson of queries: those of the Nexmark benchmark, about persons, auctions and bids.
 *
 * <p>Read {@link io.millrace.examples.nexmark.NexmarkApp} first, then {@link
 * io.millrace.examples.nexmark.WindowQueries} and {@link io.millrace.examples.nexmark.JoinQueries};
 * {@link io.millrace.examples.nexmark.EventGenerator} makes events of any number.
 */
package io.millrace.examples.nexmark;
