package io.millrace.examples.nexmark;

import io.millrace.functions.TypeRef;
import io.millrace.functions.aggregate.Aggregate;
import io.millrace.functions.aggregate.Aggregates;
import io.millrace.functions.stream.RecordStream;
import io.millrace.functions.window.Windows;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Queries about stretches of time. */
final class WindowQueries {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
  private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

  private WindowQueries() {}

  record HotAuction(long windowEnd, long auction, long num) {}

  /** Of the results so far, all that have the most bids. */
  private static final Aggregate<HotAuction, List<HotAuction>, List<HotAuction>> HOTTEST =
      Aggregates.of(
          new TypeRef<List<HotAuction>>() {},
          List.of(),
          (hottest, auction) ->
              isHotter(hottest, auction) ? hottest : hottest(hottest, List.of(auction)),
          WindowQueries::hottest,
          hottest -> hottest);

  private static boolean isHotter(List<HotAuction> hottest, HotAuction than) {
    return !hottest.isEmpty() && hottest.get(0).num() > than.num();
  }

  private static List<HotAuction> hottest(List<HotAuction> one, List<HotAuction> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.isEmpty() ? other : one;
    }
    int order = Long.compare(one.get(0).num(), other.get(0).num());
    if (order != 0) {
      return order > 0 ? one : other;
    }
    return Stream.concat(one.stream(), other.stream()).toList();
  }

  /** The auctions with the most bids in the last ten seconds, every two seconds. */
  static RecordStream<HotAuction> q5(AuctionHouse house) {
    return house
        .bids()
        .keyBy(Bid::auction)
        .window(Windows.sliding(TEN_SECONDS, TWO_SECONDS))
        .aggregate(
            Aggregates.count(),
            (auction, window, bids) -> new HotAuction(window.endMs(), auction, bids))
        .as(HotAuction.class)
        .keyBy(HotAuction::windowEnd)
        .window(Windows.tumbling(TWO_SECONDS)) // each of the windows before ends in its own
        .aggregate(HOTTEST)
        .flatMap(hottest -> hottest);
  }

  record HighestBid(long windowEnd, long auction, long bidder, long price) {}

  /** The highest bid of each ten seconds. */
  static RecordStream<HighestBid> q7(AuctionHouse house) {
    return house
        .prices()
        .keyBy(bid -> 0)
        .window(Windows.tumbling(TEN_SECONDS))
        .aggregate(
            Aggregates.maxBy(BidQueries.Price::price, BidQueries.Price.class),
            (window, bid) ->
                new HighestBid(window.endMs(), bid.auction(), bid.bidder(), bid.price()));
  }

  record Session(long bidder, long sessionStart, long sessionEnd, long bids) {}

  /** How many bids a bidder makes without a pause of ten seconds. */
  static RecordStream<Session> q11(AuctionHouse house) {
    return house
        .bids()
        .map(Bid::bidder)
        .as(Long.class)
        .keyBy(bidder -> bidder)
        .window(Windows.session(TEN_SECONDS))
        .aggregate(
            Aggregates.count(),
            (bidder, window, bids) -> new Session(bidder, window.startMs(), window.endMs(), bids));
  }
}
