package io.millrace.examples.nexmark;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the queries must give, computed from lists of all events in the plainest way. Answers are
 * rows of CSV, sorted as text, below their header.
 */
final class Oracle {
  private static final int TEN_SECONDS = 10_000;
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC);

  private final List<Person> persons = new ArrayList<>();
  private final List<Auction> auctions = new ArrayList<>();
  private final List<Bid> bids = new ArrayList<>();

  Oracle(List<Event> events) {
    for (Event event : events) {
      if (event instanceof Person person) {
        persons.add(person);
      } else if (event instanceof Auction auction) {
        auctions.add(auction);
      } else {
        bids.add((Bid) event);
      }
    }
  }

  /** The header and the rows of a query. */
  List<String> answer(String query) {
    return switch (query) {
      case "q0" -> q0();
      case "q1" -> q1();
      case "q2" -> q2();
      case "q3" -> q3();
      case "q4" -> q4();
      case "q5" -> q5();
      case "q7" -> q7();
      case "q8" -> q8();
      case "q9" -> q9();
      case "q11" -> q11();
      case "q14" -> q14();
      case "q15" -> q15();
      case "q16" -> q16();
      case "q17" -> q17();
      case "q18" -> q18();
      case "q19" -> q19();
      case "q20" -> q20();
      case "q21" -> q21();
      case "q22" -> q22();
      default -> throw new IllegalArgumentException("no such query: " + query);
    };
  }

  private static final class Rows {
    private final String header;
    private final List<String> rows = new ArrayList<>();

    Rows(String header) {
      this.header = header;
    }

    void add(Object... cells) {
      rows.add(String.join(",", java.util.Arrays.stream(cells).map(String::valueOf).toList()));
    }

    List<String> sorted() {
      List<String> all = new ArrayList<>();
      all.add(header);
      all.addAll(rows.stream().sorted().toList());
      return all;
    }
  }

  private List<String> q0() {
    Rows rows = new Rows("auction,bidder,price,dateTime");
    bids.forEach(bid -> rows.add(bid.auction(), bid.bidder(), bid.price(), bid.dateTime()));
    return rows.sorted();
  }

  private List<String> q1() {
    Rows rows = new Rows("auction,bidder,priceMilli,dateTime");
    bids.forEach(bid -> rows.add(bid.auction(), bid.bidder(), 908 * bid.price(), bid.dateTime()));
    return rows.sorted();
  }

  private List<String> q2() {
    Rows rows = new Rows("auction,price");
    bids.stream()
        .filter(bid -> bid.auction() % 123 == 0)
        .forEach(bid -> rows.add(bid.auction(), bid.price()));
    return rows.sorted();
  }

  private List<String> q3() {
    Rows rows = new Rows("name,city,state,id");
    for (Person person : persons) {
      for (Auction auction : auctions) {
        if (auction.seller() == person.id()
            && auction.category() == 10
            && Set.of("OR", "ID", "CA").contains(person.state())) {
          rows.add(person.name(), person.city(), person.state(), auction.id());
        }
      }
    }
    return rows.sorted();
  }

  private Optional<Bid> winner(Auction auction, Map<Long, List<Bid>> bidsOfAuction) {
    return bidsOfAuction.getOrDefault(auction.id(), List.of()).stream()
        .filter(bid -> auction.dateTime() <= bid.dateTime() && bid.dateTime() <= auction.expires())
        .max(Comparator.comparingLong(Bid::price));
  }

  private List<String> q4() {
    Map<Long, List<Bid>> bidsOfAuction = bids.stream().collect(groupingBy(Bid::auction));
    Rows rows = new Rows("category,total,n");
    auctions.stream()
        .collect(groupingBy(Auction::category))
        .forEach(
            (category, ofCategory) -> {
              List<Long> prices =
                  ofCategory.stream()
                      .map(auction -> winner(auction, bidsOfAuction))
                      .flatMap(Optional::stream)
                      .map(Bid::price)
                      .toList();
              if (!prices.isEmpty()) {
                long total = prices.stream().mapToLong(Long::longValue).sum();
                rows.add(category, total, prices.size());
              }
            });
    return rows.sorted();
  }

  private List<String> q5() {
    Set<Long> ends = new TreeSet<>();
    for (Bid bid : bids) {
      long first = Math.floorDiv(bid.dateTime(), 2000) * 2000 + 2000;
      for (int i = 0; i < 5; i++) {
        ends.add(first + 2000L * i);
      }
    }
    Map<Long, List<Bid>> bidsOfPane =
        bids.stream().collect(groupingBy(bid -> Math.floorDiv(bid.dateTime(), 2000) * 2000));
    Rows rows = new Rows("windowEnd,auction,num");
    for (long end : ends) {
      List<Bid> window = new ArrayList<>();
      for (long pane = end - TEN_SECONDS; pane < end; pane += 2000) {
        window.addAll(bidsOfPane.getOrDefault(pane, List.of()));
      }
      Map<Long, Long> counts = window.stream().collect(groupingBy(Bid::auction, counting()));
      long most = counts.values().stream().mapToLong(Long::longValue).max().orElse(0);
      counts.forEach(
          (auction, count) -> {
            if (count == most) {
              rows.add(end, auction, count);
            }
          });
    }
    return rows.sorted();
  }

  private List<String> q7() {
    Rows rows = new Rows("windowEnd,auction,bidder,price");
    bids.stream()
        .collect(groupingBy(bid -> window(bid.dateTime())))
        .forEach(
            (start, window) -> {
              Bid best =
                  window.stream()
                      .min(
                          Comparator.comparingLong(Bid::price)
                              .reversed()
                              .thenComparingLong(Bid::dateTime))
                      .orElseThrow();
              rows.add(start + TEN_SECONDS, best.auction(), best.bidder(), best.price());
            });
    return rows.sorted();
  }

  private static long window(long timeMs) {
    return Math.floorDiv(timeMs, TEN_SECONDS) * TEN_SECONDS;
  }

  private List<String> q8() {
    Rows rows = new Rows("id,name,windowStart");
    for (Person person : persons) {
      long start = window(person.dateTime());
      boolean opened =
          auctions.stream()
              .anyMatch(
                  auction ->
                      auction.seller() == person.id() && window(auction.dateTime()) == start);
      if (opened) {
        rows.add(person.id(), person.name(), start);
      }
    }
    return rows.sorted();
  }

  private List<String> q9() {
    Map<Long, List<Bid>> bidsOfAuction = bids.stream().collect(groupingBy(Bid::auction));
    Rows rows = new Rows("auction,seller,category,bidder,price,bidTime");
    for (Auction auction : auctions) {
      winner(auction, bidsOfAuction)
          .ifPresent(
              bid ->
                  rows.add(
                      auction.id(),
                      auction.seller(),
                      auction.category(),
                      bid.bidder(),
                      bid.price(),
                      bid.dateTime()));
    }
    return rows.sorted();
  }

  private List<String> q11() {
    Rows rows = new Rows("bidder,sessionStart,sessionEnd,bids");
    bids.stream()
        .collect(groupingBy(Bid::bidder))
        .forEach(
            (bidder, all) -> {
              List<Long> times = all.stream().map(Bid::dateTime).sorted().toList();
              int first = 0;
              for (int i = 1; i <= times.size(); i++) {
                if (i == times.size() || times.get(i) - times.get(i - 1) >= TEN_SECONDS) {
                  long end = times.get(i - 1) + TEN_SECONDS;
                  rows.add(bidder, times.get(first), end, i - first);
                  first = i;
                }
              }
            });
    return rows.sorted();
  }

  private List<String> q14() {
    Rows rows = new Rows("auction,bidder,price,bidTimeType,dateTime,extra,c_counts");
    for (Bid bid : bids) {
      BigDecimal price = new BigDecimal("0.908").multiply(BigDecimal.valueOf(bid.price()));
      if (price.compareTo(BigDecimal.valueOf(1_000_000)) > 0
          && price.compareTo(BigDecimal.valueOf(50_000_000)) < 0) {
        int hour = Instant.ofEpochMilli(bid.dateTime()).atOffset(ZoneOffset.UTC).getHour();
        String type = "otherTime";
        if (hour >= 8 && hour <= 18) {
          type = "dayTime";
        } else if (hour <= 6 || hour >= 20) {
          type = "nightTime";
        }
        long count = bid.extra().chars().filter(c -> c == 'c').count();
        rows.add(bid.auction(), bid.bidder(), price, type, bid.dateTime(), bid.extra(), count);
      }
    }
    return rows.sorted();
  }

  private static final String COUNTS = "total_bids,rank1_bids,rank2_bids,rank3_bids";
  private static final String DISTINCT =
      ",total_bidders,rank1_bidders,rank2_bidders,rank3_bidders"
          + ",total_auctions,rank1_auctions,rank2_auctions,rank3_auctions";

  private static String day(Bid bid) {
    return Instant.ofEpochMilli(bid.dateTime()).atOffset(ZoneOffset.UTC).toLocalDate().toString();
  }

  private static List<Bid> ofRank(int rank, List<Bid> all) {
    return switch (rank) {
      case 0 -> all;
      case 1 -> all.stream().filter(bid -> bid.price() < 10_000).toList();
      case 2 ->
          all.stream().filter(bid -> bid.price() >= 10_000 && bid.price() < 1_000_000).toList();
      default -> all.stream().filter(bid -> bid.price() >= 1_000_000).toList();
    };
  }

  private static String counts(List<Bid> all) {
    return perRank(all, List::size);
  }

  private static String distinct(List<Bid> all) {
    return perRank(all, some -> new HashSet<>(some.stream().map(Bid::bidder).toList()).size())
        + ","
        + perRank(all, some -> new HashSet<>(some.stream().map(Bid::auction).toList()).size());
  }

  private static String perRank(List<Bid> all, Function<List<Bid>, Integer> number) {
    List<String> cells = new ArrayList<>();
    for (int rank = 0; rank <= 3; rank++) {
      cells.add(number.apply(ofRank(rank, all)).toString());
    }
    return String.join(",", cells);
  }

  private List<String> q15() {
    Rows rows = new Rows("day," + COUNTS + DISTINCT);
    bids.stream()
        .collect(groupingBy(Oracle::day))
        .forEach((day, all) -> rows.add(day, counts(all), distinct(all)));
    return rows.sorted();
  }

  private List<String> q16() {
    Rows rows = new Rows("channel,day,minute," + COUNTS + DISTINCT);
    bids.stream()
        .collect(groupingBy(bid -> List.of(bid.channel(), day(bid))))
        .forEach(
            (key, all) -> {
              long latest = all.stream().mapToLong(Bid::dateTime).max().orElseThrow();
              rows.add(
                  key.get(0),
                  key.get(1),
                  MINUTE.format(Instant.ofEpochMilli(latest)),
                  counts(all),
                  distinct(all));
            });
    return rows.sorted();
  }

  private List<String> q17() {
    Rows rows = new Rows("auction,day," + COUNTS + ",min_price,max_price,sum_price");
    bids.stream()
        .collect(groupingBy(bid -> List.of(bid.auction(), day(bid))))
        .forEach(
            (key, all) -> {
              ToLongFunction<Bid> price = Bid::price;
              rows.add(
                  key.get(0),
                  key.get(1),
                  counts(all),
                  all.stream().mapToLong(price).min().orElseThrow(),
                  all.stream().mapToLong(price).max().orElseThrow(),
                  all.stream().mapToLong(price).sum());
            });
    return rows.sorted();
  }

  private List<String> q18() {
    Rows rows = new Rows("auction,bidder,price,dateTime");
    bids.stream()
        .collect(groupingBy(bid -> List.of(bid.auction(), bid.bidder())))
        .values()
        .forEach(
            all -> {
              Bid last = all.stream().max(Comparator.comparingLong(Bid::dateTime)).orElseThrow();
              rows.add(last.auction(), last.bidder(), last.price(), last.dateTime());
            });
    return rows.sorted();
  }

  private List<String> q19() {
    Rows rows = new Rows("auction,rn,bidder,price");
    bids.stream()
        .collect(groupingBy(Bid::auction))
        .forEach(
            (auction, all) -> {
              List<Bid> ranked =
                  all.stream()
                      .sorted(
                          Comparator.comparingLong(Bid::price)
                              .reversed()
                              .thenComparingLong(Bid::dateTime))
                      .toList();
              for (int i = 0; i < Math.min(10, ranked.size()); i++) {
                rows.add(auction, i + 1, ranked.get(i).bidder(), ranked.get(i).price());
              }
            });
    return rows.sorted();
  }

  private List<String> q20() {
    Map<Long, List<Bid>> bidsOfAuction = bids.stream().collect(groupingBy(Bid::auction));
    Rows rows = new Rows("auction,bidder,price,dateTime,itemName,seller,expires");
    for (Auction auction : auctions) {
      if (auction.category() == 10) {
        for (Bid bid : bidsOfAuction.getOrDefault(auction.id(), List.of())) {
          rows.add(
              bid.auction(),
              bid.bidder(),
              bid.price(),
              bid.dateTime(),
              auction.itemName(),
              auction.seller(),
              auction.expires());
        }
      }
    }
    return rows.sorted();
  }

  private List<String> q21() {
    Pattern pattern = Pattern.compile("(&|^)channel_id=([^&]*)");
    Map<String, String> known = Map.of("apple", "0", "google", "1", "facebook", "2", "baidu", "3");
    Rows rows = new Rows("auction,bidder,price,channel,channel_id");
    for (Bid bid : bids) {
      String id = known.get(bid.channel().toLowerCase(java.util.Locale.ROOT));
      Matcher matcher = pattern.matcher(bid.url());
      if (id == null && matcher.find()) {
        id = matcher.group(2);
      }
      if (id != null) {
        rows.add(bid.auction(), bid.bidder(), bid.price(), bid.channel(), id);
      }
    }
    return rows.sorted();
  }

  private List<String> q22() {
    Rows rows = new Rows("auction,bidder,price,dir1,dir2,dir3,dateTime");
    for (Bid bid : bids) {
      String[] parts = bid.url().split("/");
      rows.add(
          bid.auction(), bid.bidder(), bid.price(), parts[3], parts[4], parts[5], bid.dateTime());
    }
    return rows.sorted();
  }
}
