package io.millrace.examples.nexmark;

import io.millrace.functions.stream.RecordStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;

/** Queries that look at each bid alone: they need no key and no state. */
final class BidQueries {
  private static final long RATE_MILLI = 908; // of a currency, in thousandths
  private static final String CHANNEL_ID = "&channel_id=";

  private BidQueries() {}

  record Price(long auction, long bidder, long price, long dateTime) {
    static Price of(Bid bid) {
      return new Price(bid.auction(), bid.bidder(), bid.price(), bid.dateTime());
    }
  }

  /** All bids. */
  static RecordStream<Price> q0(AuctionHouse house) {
    return house.prices();
  }

  record MilliPrice(long auction, long bidder, long priceMilli, long dateTime) {}

  /** All bids, in another currency. */
  static RecordStream<MilliPrice> q1(AuctionHouse house) {
    return house
        .bids()
        .map(
            bid ->
                new MilliPrice(
                    bid.auction(), bid.bidder(), RATE_MILLI * bid.price(), bid.dateTime()));
  }

  record SomePrice(long auction, long price) {}

  /** The bids on some auctions. */
  static RecordStream<SomePrice> q2(AuctionHouse house) {
    return house
        .bids()
        .filter(bid -> bid.auction() % 123 == 0)
        .map(bid -> new SomePrice(bid.auction(), bid.price()));
  }

  /**
   * @param c_counts how many times {@code extra} has the letter c
   */
  record Timely(
      long auction,
      long bidder,
      BigDecimal price,
      String bidTimeType,
      long dateTime,
      String extra,
      long c_counts) {
    static Timely of(Bid bid) {
      return new Timely(
          bid.auction(),
          bid.bidder(),
          BigDecimal.valueOf(RATE_MILLI * bid.price(), 3),
          timeType(Instant.ofEpochMilli(bid.dateTime()).atOffset(ZoneOffset.UTC).getHour()),
          bid.dateTime(),
          bid.extra(),
          bid.extra().chars().filter(letter -> letter == 'c').count());
    }

    private static String timeType(int hour) {
      if (hour >= 8 && hour <= 18) {
        return "dayTime";
      }
      return hour <= 6 || hour >= 20 ? "nightTime" : "otherTime";
    }
  }

  /** Bids between two prices in another currency, with the time of day and a bit of text work. */
  static RecordStream<Timely> q14(AuctionHouse house) {
    return house
        .bids()
        .filter(bid -> RATE_MILLI * bid.price() > 1_000_000_000L)
        .filter(bid -> RATE_MILLI * bid.price() < 50_000_000_000L)
        .map(Timely::of);
  }

  record Channel(long auction, long bidder, long price, String channel, String channel_id) {}

  /** Bids with the number of their channel: a known one, or the one in the URL. */
  static RecordStream<Channel> q21(AuctionHouse house) {
    return house
        .bids()
        .map(
            bid -> {
              String id = channelId(bid);
              return id == null
                  ? null
                  : new Channel(bid.auction(), bid.bidder(), bid.price(), bid.channel(), id);
            });
  }

  private static String channelId(Bid bid) {
    return switch (bid.channel().toLowerCase(Locale.ROOT)) {
      case "apple" -> "0";
      case "google" -> "1";
      case "facebook" -> "2";
      case "baidu" -> "3";
      default -> {
        int at = bid.url().indexOf(CHANNEL_ID);
        if (at < 0) {
          yield null;
        }
        int from = at + CHANNEL_ID.length();
        int to = bid.url().indexOf('&', from);
        yield bid.url().substring(from, to < 0 ? bid.url().length() : to);
      }
    };
  }

  record Directories(
      long auction, long bidder, long price, String dir1, String dir2, String dir3, long dateTime) {
    static Directories of(Bid bid) {
      String[] parts = bid.url().split("/", 7); // scheme, nothing, host, directories
      return new Directories(
          bid.auction(),
          bid.bidder(),
          bid.price(),
          part(parts, 3),
          part(parts, 4),
          part(parts, 5),
          bid.dateTime());
    }

    private static String part(String[] parts, int index) {
      return index < parts.length ? parts[index] : null;
    }
  }

  /** Bids with the first three directories of their URL. */
  static RecordStream<Directories> q22(AuctionHouse house) {
    return house.bids().map(Directories::of);
  }
}
