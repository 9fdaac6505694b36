package io.millrace.examples.nexmark;

import io.millrace.functions.TypeRef;
import io.millrace.functions.aggregate.Aggregate;
import io.millrace.functions.aggregate.Aggregates;
import io.millrace.functions.stream.RecordStream;
import io.millrace.functions.window.Windows;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Queries for the last or the highest of all bids. */
final class RankQueries {
  private static final int TEN = 10;

  private RankQueries() {}

  record BidderOfAuction(long bidder, long auction) {
    static BidderOfAuction of(BidQueries.Price bid) {
      return new BidderOfAuction(bid.bidder(), bid.auction());
    }
  }

  /** The last bid of each bidder on each auction. */
  static RecordStream<BidQueries.Price> q18(AuctionHouse house) {
    return house
        .prices()
        .keyBy(BidderOfAuction::of)
        .window(Windows.global())
        .aggregate(Aggregates.last(BidQueries.Price.class));
  }

  record Ranked(long auction, long rn, long bidder, long price) {}

  /** Of equals the earliest is ahead, whatever order they arrive in. */
  private static final Comparator<WinningBids.Offer> HIGHEST_FIRST =
      Comparator.comparingLong(WinningBids.Offer::price)
          .reversed()
          .thenComparingLong(WinningBids.Offer::timeMs);

  /** The ten highest bids, highest first. */
  private static final Aggregate<BidQueries.Price, List<WinningBids.Offer>, List<WinningBids.Offer>>
      TOP =
          Aggregates.of(
              new TypeRef<List<WinningBids.Offer>>() {},
              List.of(),
              (top, bid) -> RankQueries.top(top, List.of(WinningBids.Offer.of(bid))),
              RankQueries::top,
              top -> top);

  private static List<WinningBids.Offer> top(
      List<WinningBids.Offer> one, List<WinningBids.Offer> other) {
    return Stream.concat(one.stream(), other.stream()).sorted(HIGHEST_FIRST).limit(TEN).toList();
  }

  /** The ten highest bids on each auction. */
  static RecordStream<Ranked> q19(AuctionHouse house) {
    return house
        .prices()
        .keyBy(BidQueries.Price::auction)
        .window(Windows.global())
        .aggregate(TOP, (auction, window, top) -> ranked(auction, top))
        .flatMap(ranked -> ranked);
  }

  private static List<Ranked> ranked(long auction, List<WinningBids.Offer> top) {
    return IntStream.range(0, top.size())
        .mapToObj(i -> new Ranked(auction, i + 1, top.get(i).bidder(), top.get(i).price()))
        .toList();
  }
}
