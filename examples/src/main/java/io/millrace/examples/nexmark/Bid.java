package io.millrace.examples.nexmark;

/**
 * Somebody bids.
 *
 * @param auction the id of an {@link Auction}
 * @param bidder the id of a {@link Person}
 * @param channel through which web site or advertisement the bidder came
 */
public record Bid(
    long auction, long bidder, long price, String channel, String url, long dateTime, String extra)
    implements Event {

  /** 1: below 10,000; 2: below 1,000,000; 3: the rest. */
  int rank() {
    return rank(price);
  }

  static int rank(long price) {
    if (price < 10_000) {
      return 1;
    }
    return price < 1_000_000 ? 2 : 3;
  }
}
