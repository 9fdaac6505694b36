package io.millrace.examples.nexmark;

import io.millrace.functions.stream.RecordStream;

/** Queries that bring together what belongs together. */
final class JoinQueries {

  private JoinQueries() {}

  /** The winning bid of each auction. */
  static RecordStream<WinningBids.Won> q9(AuctionHouse house) {
    return house
        .auctions()
        .keyBy(Auction::id)
        .process("winning-bids", house.bids().keyBy(Bid::auction), WinningBids::new);
  }
}
