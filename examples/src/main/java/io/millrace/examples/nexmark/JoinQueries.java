package io.millrace.examples.nexmark;

import io.millrace.functions.aggregate.Aggregates;
import io.millrace.functions.join.Joins;
import io.millrace.functions.join.UpdatingJoin.Keeps;
import io.millrace.functions.stream.RecordStream;
import io.millrace.functions.window.Windows;
import java.time.Duration;
import java.util.Set;

/** Queries that bring together what belongs together. */
final class JoinQueries {
  private static final long CATEGORY = 10;
  private static final Set<String> STATES = Set.of("OR", "ID", "CA");
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  private JoinQueries() {}

  record LocalItem(String name, String city, String state, long id) {
    static LocalItem of(Auction auction, Person seller) {
      return new LocalItem(seller.name(), seller.city(), seller.state(), auction.id());
    }
  }

  /** What people of some states sell in a category, whichever of both is told first. */
  static RecordStream<LocalItem> q3(AuctionHouse house) {
    return house
        .auctions()
        .filter(auction -> auction.category() == CATEGORY)
        .keyBy(Auction::seller)
        .process(
            "sellers",
            house.persons().filter(person -> STATES.contains(person.state())).keyBy(Person::id),
            () ->
                Joins.of(Auction.class, Person.class)
                    .updating(LocalItem::of)
                    .keeping(Keeps.ALL, Keeps.ONE));
  }

  record CategoryTotal(long category, long total, long n) {}

  /** What the auctions of each category sold for. */
  static RecordStream<CategoryTotal> q4(AuctionHouse house) {
    return q9(house)
        .keyBy(WinningBids.Won::category)
        .window(Windows.global())
        .aggregate(
            Aggregates.allOf(
                Aggregates.sumLong(WinningBids.Won::price), Aggregates.count(), Sum::new),
            (category, window, sum) -> new CategoryTotal(category, sum.total(), sum.n()));
  }

  record Sum(long total, long n) {}

  record NewSeller(long id, String name, long windowStart) {}

  record Registration(long id, String name) {
    static Registration of(Person person) {
      return new Registration(person.id(), person.name());
    }
  }

  /** Who registered and opened an auction within the same ten seconds. */
  static RecordStream<NewSeller> q8(AuctionHouse house) {
    return house
        .persons()
        .map(Registration::of)
        .as(Registration.class)
        .keyBy(Registration::id)
        .process(
            "sellers",
            house.auctions().map(Auction::seller).as(Long.class).keyBy(seller -> seller),
            () ->
                Joins.of(Registration.class, Long.class)
                    .coGroup(
                        Windows.tumbling(TEN_SECONDS),
                        group ->
                            group.lefts().isEmpty() || group.rights().isEmpty()
                                ? null
                                : new NewSeller(
                                    group.lefts().get(0).id(),
                                    group.lefts().get(0).name(),
                                    group.startMs())));
  }

  /** The winning bid of each auction. */
  static RecordStream<WinningBids.Won> q9(AuctionHouse house) {
    return house
        .auctions()
        .keyBy(Auction::id)
        .process("winning-bids", house.prices().keyBy(BidQueries.Price::auction), WinningBids::new);
  }

  record ItemBid(
      long auction,
      long bidder,
      long price,
      long dateTime,
      String itemName,
      long seller,
      long expires) {
    static ItemBid of(BidQueries.Price bid, Auction auction) {
      return new ItemBid(
          bid.auction(),
          bid.bidder(),
          bid.price(),
          bid.dateTime(),
          auction.itemName(),
          auction.seller(),
          auction.expires());
    }
  }

  /** Bids on the auctions of a category, with their items. */
  static RecordStream<ItemBid> q20(AuctionHouse house) {
    return house
        .prices()
        .keyBy(BidQueries.Price::auction)
        .process(
            "items",
            house.auctions().filter(auction -> auction.category() == CATEGORY).keyBy(Auction::id),
            () ->
                Joins.of(BidQueries.Price.class, Auction.class)
                    .updating(ItemBid::of)
                    .keeping(Keeps.ALL, Keeps.ONE));
  }
}
