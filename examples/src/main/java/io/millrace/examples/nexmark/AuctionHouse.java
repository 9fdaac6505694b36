package io.millrace.examples.nexmark;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.stream.RecordStream;

/** The streams that the queries ask about. */
record AuctionHouse(ApplicationBuilder app) {
  RecordStream<Person> persons() {
    return app.stream(NexmarkApp.EVENTS)
        .map(event -> event instanceof Person person ? person : null)
        .as(Person.class);
  }

  RecordStream<Auction> auctions() {
    return app.stream(NexmarkApp.EVENTS)
        .map(event -> event instanceof Auction auction ? auction : null)
        .as(Auction.class);
  }

  RecordStream<Bid> bids() {
    return app.stream(NexmarkApp.EVENTS)
        .map(event -> event instanceof Bid bid ? bid : null)
        .as(Bid.class);
  }

  /** The bids without their texts: less to send where those are not asked for. */
  RecordStream<BidQueries.Price> prices() {
    return bids().map(BidQueries.Price::of).as(BidQueries.Price.class);
  }
}
