package io.millrace.examples.nexmark;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Topic;
import io.millrace.functions.connect.Sink;
import io.millrace.functions.stream.RecordStream;
import java.util.List;
import java.util.function.Function;

/**
 * A query of the benchmark: what it is called, and how its results come from the events.
 *
 * @param results the topic that its results are put on; their type's components are the columns
 */
public record Query<R>(Topic<R> results, Function<AuctionHouse, RecordStream<R>> stream) {
  private static final List<Query<?>> ALL =
      List.of(
          of("q0", BidQueries.Price.class, BidQueries.Price::auction, BidQueries::q0),
          of("q1", BidQueries.MilliPrice.class, BidQueries.MilliPrice::auction, BidQueries::q1),
          of("q2", BidQueries.SomePrice.class, BidQueries.SomePrice::auction, BidQueries::q2),
          of("q3", JoinQueries.LocalItem.class, JoinQueries.LocalItem::id, JoinQueries::q3),
          of(
              "q4",
              JoinQueries.CategoryTotal.class,
              JoinQueries.CategoryTotal::category,
              JoinQueries::q4),
          of(
              "q5",
              WindowQueries.HotAuction.class,
              WindowQueries.HotAuction::windowEnd,
              WindowQueries::q5),
          of(
              "q7",
              WindowQueries.HighestBid.class,
              WindowQueries.HighestBid::windowEnd,
              WindowQueries::q7),
          of("q8", JoinQueries.NewSeller.class, JoinQueries.NewSeller::id, JoinQueries::q8),
          of("q9", WinningBids.Won.class, WinningBids.Won::auction, JoinQueries::q9),
          of("q11", WindowQueries.Session.class, WindowQueries.Session::bidder, WindowQueries::q11),
          of("q14", BidQueries.Timely.class, BidQueries.Timely::auction, BidQueries::q14),
          of("q15", DayQueries.Totals.class, DayQueries.Totals::day, DayQueries::q15),
          of(
              "q16",
              DayQueries.ChannelTotals.class,
              DayQueries.ChannelTotals::channel,
              DayQueries::q16),
          of(
              "q17",
              DayQueries.AuctionTotals.class,
              DayQueries.AuctionTotals::auction,
              DayQueries::q17),
          of("q18", BidQueries.Price.class, BidQueries.Price::auction, RankQueries::q18),
          of("q19", RankQueries.Ranked.class, RankQueries.Ranked::auction, RankQueries::q19),
          of("q20", JoinQueries.ItemBid.class, JoinQueries.ItemBid::auction, JoinQueries::q20),
          of("q21", BidQueries.Channel.class, BidQueries.Channel::auction, BidQueries::q21),
          of(
              "q22",
              BidQueries.Directories.class,
              BidQueries.Directories::auction,
              BidQueries::q22));

  private static <R> Query<R> of(
      String name,
      Class<R> type,
      Function<? super R, ?> key,
      Function<AuctionHouse, RecordStream<R>> stream) {
    return new Query<>(Topic.of(name, type).keyedBy(key), stream);
  }

  /** All queries. */
  public static List<Query<?>> all() {
    return ALL;
  }

  /** The query of that name. */
  public static Query<?> named(String name) {
    return ALL.stream()
        .filter(query -> query.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "query unknown: query="
                        + name
                        + "; known are "
                        + String.join(", ", ALL.stream().map(Query::name).toList())));
  }

  /** What it is called: {@code q5}. */
  public String name() {
    return results.name();
  }

  /** Makes it part of an application that has a source of {@link NexmarkApp#EVENTS}. */
  public void define(ApplicationBuilder app, Sink<R> sink) {
    stream.apply(new AuctionHouse(app)).to(results);
    app.sink(results, sink);
  }
}
