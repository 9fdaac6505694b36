package io.millrace.examples.nexmark;

import java.util.stream.IntStream;

/** What the generated events' strings and prices are drawn from. Immutable. */
final class Pools {
  private static final String[] FIRST_NAMES = {
    "Deiter", "John", "Julie", "Kate", "Luke", "Paul", "Peter", "Sarah", "Saul", "Vicky", "Walter"
  };
  private static final String[] LAST_NAMES = {
    "Abrams", "Bartels", "Jones", "Noris", "Shultz", "Smith", "Spencer", "Walton", "White"
  };
  private static final String[] CITIES = {
    "Bend",
    "Boise",
    "Cheyenne",
    "Kent",
    "Los Angeles",
    "Phoenix",
    "Portland",
    "Redmond",
    "San Francisco",
    "Seattle"
  };
  private static final String[] STATES = {"AZ", "CA", "ID", "OR", "WA", "WY"};
  private static final String[] HOT_CHANNELS = {"Google", "Facebook", "Baidu", "Apple"};
  private static final int COLD_CHANNELS = 500;
  private static final int WORDS = 1 << 12;
  // More than bids can be made between the first and the last bid on an auction.
  private static final int PRICES = 1 << 13;
  private static final double LOWEST_PRICE = 100;
  private static final double MAGNITUDES = 6;

  private final String[] names = new String[FIRST_NAMES.length * LAST_NAMES.length];
  private final String[] emails = new String[1 << 10];
  private final String[] words = new String[WORDS];
  private final String[] channels = new String[HOT_CHANNELS.length + COLD_CHANNELS];
  private final String[] urls = new String[channels.length];
  private final long[] prices = new long[PRICES]; // [i] is the lowest of a range of its own
  private final long[] priceRanges = new long[PRICES];

  Pools(long seed) {
    Words random = new Words(seed);
    for (int i = 0; i < names.length; i++) {
      names[i] = FIRST_NAMES[i % FIRST_NAMES.length] + " " + LAST_NAMES[i / FIRST_NAMES.length];
    }
    for (int i = 0; i < emails.length; i++) {
      emails[i] = random.word(7) + "@" + random.word(5) + ".com";
    }
    for (int i = 0; i < words.length; i++) {
      words[i] = random.word(12);
    }
    for (int i = 0; i < channels.length; i++) {
      boolean hot = i < HOT_CHANNELS.length;
      channels[i] = hot ? HOT_CHANNELS[i] : "channel-" + (i - HOT_CHANNELS.length);
      urls[i] =
          "https://www.nexmark.com/%s/%s/%s/item.htm?query=1%s"
              .formatted(
                  random.word(5),
                  random.word(5),
                  random.word(5),
                  hot ? "" : "&channel_id=" + random.number(1_000_000_000));
    }
    fillPrices(random);
  }

  private void fillPrices(Words random) {
    long[] lowest = new long[PRICES + 1];
    for (int i = 0; i <= PRICES; i++) {
      long even = (long) (LOWEST_PRICE * Math.pow(10, MAGNITUDES * i / PRICES));
      lowest[i] = i == 0 ? even : Math.max(even, lowest[i - 1] + 1);
    }
    int[] order = IntStream.range(0, PRICES).toArray();
    for (int i = PRICES - 1; i > 0; i--) {
      int other = random.number(i + 1);
      int swapped = order[i];
      order[i] = order[other];
      order[other] = swapped;
    }
    for (int i = 0; i < PRICES; i++) {
      prices[i] = lowest[order[i]];
      priceRanges[i] = lowest[order[i] + 1] - prices[i];
    }
  }

  String name(long random) {
    return names[(int) ((random & 0xFFFF) * names.length >>> 16)];
  }

  String email(long random) {
    return emails[(int) random & emails.length - 1];
  }

  String city(long random) {
    return CITIES[(int) ((random & 0xFF) * CITIES.length >>> 8)];
  }

  String state(long random) {
    return STATES[(int) ((random & 0xFF) * STATES.length >>> 8)];
  }

  String word(long random) {
    return words[(int) random & WORDS - 1];
  }

  /** Half of the time one of the hot ones. */
  int channel(long random) {
    return (random & 1) == 0
        ? (int) (random >>> 1) & HOT_CHANNELS.length - 1
        : HOT_CHANNELS.length + (int) ((random >>> 1 & 0xFF_FFFF) * COLD_CHANNELS >>> 24);
  }

  String channelName(int channel) {
    return channels[channel];
  }

  String url(int channel) {
    return urls[channel];
  }

  /** A price; {@link #PRICES} consecutive numbers give that many different ones. */
  long price(long number, long random) {
    int range = (int) number & PRICES - 1;
    return prices[range] + ((random & 0x7FFF_FFFF) * priceRanges[range] >>> 31);
  }

  /** A sequence of random words and numbers. */
  private static final class Words {
    private long state;

    Words(long seed) {
      state = seed;
    }

    int number(int bound) {
      state += 0x9E37_79B9_7F4A_7C15L;
      return (int) Long.remainderUnsigned(EventGenerator.mix(state), bound);
    }

    String word(int length) {
      StringBuilder word = new StringBuilder(length);
      for (int i = 0; i < length; i++) {
        word.append((char) ('a' + number(26)));
      }
      return word.toString();
    }
  }
}
