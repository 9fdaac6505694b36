package io.millrace.examples.nexmark;

import io.millrace.functions.aggregate.Aggregate;
import io.millrace.functions.aggregate.Aggregates;
import io.millrace.functions.stream.RecordStream;
import io.millrace.functions.window.Windows;
import java.time.Duration;
import java.time.LocalDate;

/**
 * Queries about whole days. The components of their results are named as the columns of the
 * benchmark.
 */
final class DayQueries {
  private DayQueries() {}

  record Totals(
      LocalDate day,
      long total_bids,
      long rank1_bids,
      long rank2_bids,
      long rank3_bids,
      long total_bidders,
      long rank1_bidders,
      long rank2_bidders,
      long rank3_bidders,
      long total_auctions,
      long rank1_auctions,
      long rank2_auctions,
      long rank3_auctions) {
    static Totals of(DayTally.Counts counts) {
      return new Totals(
          Day.of(counts.latestMs()),
          counts.bids().total(),
          counts.bids().rank1(),
          counts.bids().rank2(),
          counts.bids().rank3(),
          counts.bidders().total(),
          counts.bidders().rank1(),
          counts.bidders().rank2(),
          counts.bidders().rank3(),
          counts.auctions().total(),
          counts.auctions().rank1(),
          counts.auctions().rank2(),
          counts.auctions().rank3());
    }
  }

  /** Bids, bidders and auctions per day. */
  static RecordStream<Totals> q15(AuctionHouse house) {
    return house
        .bids()
        .map(DayTally.Item::of)
        .as(DayTally.Item.class)
        .keyBy(DayTally.Key::of)
        .process("tally", DayTally::new)
        .map(Totals::of);
  }

  record ChannelTotals(
      String channel,
      LocalDate day,
      String minute,
      long total_bids,
      long rank1_bids,
      long rank2_bids,
      long rank3_bids,
      long total_bidders,
      long rank1_bidders,
      long rank2_bidders,
      long rank3_bidders,
      long total_auctions,
      long rank1_auctions,
      long rank2_auctions,
      long rank3_auctions) {
    static ChannelTotals of(DayTally.Counts counts) {
      Totals totals = Totals.of(counts);
      return new ChannelTotals(
          counts.group(),
          totals.day,
          Day.minute(counts.latestMs()),
          totals.total_bids,
          totals.rank1_bids,
          totals.rank2_bids,
          totals.rank3_bids,
          totals.total_bidders,
          totals.rank1_bidders,
          totals.rank2_bidders,
          totals.rank3_bidders,
          totals.total_auctions,
          totals.rank1_auctions,
          totals.rank2_auctions,
          totals.rank3_auctions);
    }
  }

  /** The same per channel and day, with the minute of the last bid. */
  static RecordStream<ChannelTotals> q16(AuctionHouse house) {
    return house
        .bids()
        .map(bid -> DayTally.Item.of(bid.channel(), bid))
        .as(DayTally.Item.class)
        .keyBy(DayTally.Key::of)
        .process("tally", DayTally::new)
        .map(ChannelTotals::of);
  }

  /** How many bids there were, and between which prices. */
  record Prices(Tally bids, long min, long max, long sum) {
    static final Prices NONE = new Prices(Tally.NONE, Long.MAX_VALUE, Long.MIN_VALUE, 0);

    Prices plus(Bid bid) {
      return new Prices(
          bids.plus(bid.rank()),
          Math.min(min, bid.price()),
          Math.max(max, bid.price()),
          sum + bid.price());
    }

    Prices plus(Prices other) {
      return new Prices(
          bids.plus(other.bids),
          Math.min(min, other.min),
          Math.max(max, other.max),
          sum + other.sum);
    }
  }

  private static final Aggregate<Bid, Prices, Prices> PRICES =
      Aggregates.of(
          Prices.class, Prices.NONE, Prices::plus, (one, other) -> one.plus(other), all -> all);

  record AuctionTotals(
      long auction,
      LocalDate day,
      long total_bids,
      long rank1_bids,
      long rank2_bids,
      long rank3_bids,
      long min_price,
      long max_price,
      long sum_price) {
    static AuctionTotals of(long auction, LocalDate day, Prices prices) {
      return new AuctionTotals(
          auction,
          day,
          prices.bids.total(),
          prices.bids.rank1(),
          prices.bids.rank2(),
          prices.bids.rank3(),
          prices.min,
          prices.max,
          prices.sum);
    }
  }

  /** Bids and prices per auction and day. */
  static RecordStream<AuctionTotals> q17(AuctionHouse house) {
    return house
        .bids()
        .keyBy(Bid::auction)
        .window(Windows.tumbling(Duration.ofDays(1)))
        .aggregate(
            PRICES,
            (auction, window, prices) ->
                AuctionTotals.of(auction, Day.of(window.startMs()), prices));
  }
}
