package io.millrace.examples.nexmark;

/**
 * Makes the benchmark's events, each from its number alone: of 50 events one is a person, three are
 * auctions and 46 bids. Three quarters of the auctions are opened by a hot seller and three
 * quarters of the bids made by a hot bidder, half of the bids go to a hot auction and half come
 * through one of four hot channels; who is hot changes with every hundredth. Everybody bids on what
 * was opened lately.
 *
 * <p>Events are 3 ms apart, if not said otherwise. They arrive out of order by less than {@link
 * #DISORDER_MS}: within blocks, each in an order of its own. Prices are spread evenly over six
 * decimal magnitudes; those of an auction differ.
 *
 * <p>Immutable. Made to cost little beside what is measured with it: strings come from pools.
 */
public final class EventGenerator {
  /** The event time of the first event: 2026-01-01T00:00:00Z. */
  public static final long START_MS = 1_767_225_600_000L;

  /** Events arrive out of order by less than this. */
  public static final long DISORDER_MS = 2000;

  /** Arrival is a permutation within blocks of so many events. */
  static final int BLOCK = 640;

  static final long FIRST_ID = 1000;

  /** Event time from one event to the next, in us, if not said otherwise. */
  static final int USUAL_INTERVAL_US = 3_000;

  private static final int CYCLE = 50;
  private static final int AUCTIONS_PER_CYCLE = 3;
  private static final int HOT_EVERY = 100;
  private static final int OPEN_AUCTIONS = 100;
  private static final int ACTIVE_PEOPLE = 1000;
  private static final int MAX_DURATION_MS = 10_000;
  private static final int FIRST_CATEGORY = 10;
  private static final int CATEGORIES = 5;

  private final long seed;
  private final int intervalUs;
  private final Pools pools;

  /** A generator of one sequence of events. */
  public EventGenerator(long seed) {
    this(seed, USUAL_INTERVAL_US);
  }

  /**
   * A generator of one sequence of events.
   *
   * @param intervalUs event time from one event to the next, at most 3,000: else they come later
   *     than {@link #DISORDER_MS}. Below 1,000, some have the same time.
   */
  public EventGenerator(long seed, int intervalUs) {
    checkInterval(intervalUs);
    this.seed = mix(seed);
    this.intervalUs = intervalUs;
    this.pools = new Pools(this.seed);
  }

  static void checkInterval(int us) {
    if (us < 1 || us > USUAL_INTERVAL_US) {
      throw new IllegalArgumentException(
          "interval out of range: us=" + us + "; from 1 to " + USUAL_INTERVAL_US);
    }
  }

  /** The event that arrives as number {@code arrival}, from 0, if there are {@code count}. */
  public Event arriving(long arrival, long count) {
    return event(numberOf(arrival, count));
  }

  /** Which event arrives as number {@code arrival}: all of a block, then all of the next. */
  private long numberOf(long arrival, long count) {
    long block = arrival / BLOCK;
    int at = (int) (arrival % BLOCK);
    if ((block + 1) * BLOCK > count) {
      return arrival; // a block cut short arrives in order
    }
    long random = mix(seed ^ ~block);
    int odd = (int) (random >>> 33) % (BLOCK / 10) * 10 + 3; // prime to the size of a block
    int shift = (int) (random & 0x7FFF_FFFF) % BLOCK;
    return block * BLOCK + (at * odd + shift) % BLOCK;
  }

  /** The event number {@code number} in the order of event time, from 0. */
  public Event event(long number) {
    long cycle = number / CYCLE;
    int slot = (int) (number % CYCLE);
    long random = mix(seed + number * 0x9E37_79B9_7F4A_7C15L);
    if (slot == 0) {
      return person(cycle, timeOf(number), random);
    }
    return slot <= AUCTIONS_PER_CYCLE
        ? auction(cycle, slot, timeOf(number), random)
        : bid(cycle, slot, timeOf(number), random);
  }

  private long timeOf(long number) {
    return START_MS + number * intervalUs / 1_000;
  }

  private Person person(long cycle, long timeMs, long random) {
    return new Person(
        FIRST_ID + cycle,
        pools.name(random),
        pools.email(random >>> 16),
        pools.city(random >>> 32),
        pools.state(random >>> 40),
        timeMs);
  }

  private Auction auction(long cycle, int slot, long timeMs, long random) {
    long more = mix(random);
    long initialBid = pools.price(more, more >>> 32);
    return new Auction(
        FIRST_ID + cycle * AUCTIONS_PER_CYCLE + slot - 1,
        pools.word(random),
        initialBid,
        initialBid + pools.price(more >>> 16, more >>> 40),
        timeMs,
        timeMs + 2 + below(random >>> 10, MAX_DURATION_MS - 2),
        person(cycle, random >>> 30, 0),
        FIRST_CATEGORY + below(mix(more), CATEGORIES));
  }

  private Bid bid(long cycle, int slot, long timeMs, long random) {
    long lastAuction = (cycle + 1) * AUCTIONS_PER_CYCLE - 1;
    long auction =
        (random & 1) == 0
            ? lastAuction - lastAuction % HOT_EVERY
            : lastAuction - below(random >>> 8, (int) Math.min(lastAuction + 1, OPEN_AUCTIONS));
    long bidNumber = cycle * (CYCLE - 1 - AUCTIONS_PER_CYCLE) + slot - 1 - AUCTIONS_PER_CYCLE;
    long more = mix(random);
    int channel = pools.channel(more);
    return new Bid(
        FIRST_ID + auction,
        person(cycle, random >>> 30, 1),
        pools.price(bidNumber, more >>> 24),
        pools.channelName(channel),
        pools.url(channel),
        timeMs,
        pools.word(more >>> 52));
  }

  /** Three of four are the hot one of the latest hundred, {@code offset} behind its first. */
  private static long person(long cycle, long random, int offset) {
    if ((random & 3) != 0) {
      long hot = cycle - cycle % HOT_EVERY + offset;
      return FIRST_ID + Math.min(hot, cycle);
    }
    return FIRST_ID + cycle - below(random >>> 2, (int) Math.min(cycle + 1, ACTIVE_PEOPLE));
  }

  /** A number from 0 to below {@code bound}, from the low 20 bits. */
  private static int below(long random, int bound) {
    return (int) ((random & 0xF_FFFF) * bound >>> 20);
  }

  /** SplitMix64's finisher. */
  static long mix(long value) {
    long mixed = (value ^ value >>> 30) * 0xBF58_476D_1CE4_E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D0_49BB_1331_11EBL;
    return mixed ^ mixed >>> 31;
  }
}
