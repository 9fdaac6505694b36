package io.millrace.examples.nexmark;

/** What happens at an online auction house. */
public sealed interface Event permits Person, Auction, Bid {

  /** When it happened, ms since 1970. */
  long dateTime();
}
