package io.millrace.examples.nexmark;

/**
 * An auction opens.
 *
 * @param seller the id of a {@link Person}
 * @param expires the last moment at which a bid counts, ms since 1970
 */
public record Auction(
    long id,
    String itemName,
    long initialBid,
    long reserve,
    long dateTime,
    long expires,
    long seller,
    long category)
    implements Event {

  /** Whether a bid was made while the auction was open. */
  boolean isOpenAt(long timeMs) {
    return dateTime <= timeMs && timeMs <= expires;
  }
}
