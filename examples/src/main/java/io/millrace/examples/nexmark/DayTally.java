package io.millrace.examples.nexmark;

import io.millrace.functions.Context;
import io.millrace.functions.MapSpec;
import io.millrace.functions.MapState;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.stream.Operator;
import io.millrace.functions.stream.Output;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;

/**
 * Counts a day's bids, different bidders and different auctions, exactly, and tells the counts when
 * the day is over. By {@link Key}.
 */
final class DayTally implements Operator<DayTally.Item, DayTally.Counts> {

  /**
   * What counts of a bid.
   *
   * @param group what bids are grouped by, besides days
   */
  record Item(String group, long auction, long bidder, long price, long dateTime) {
    /** All bids in one group. */
    static Item of(Bid bid) {
      return of("", bid);
    }

    static Item of(String group, Bid bid) {
      return new Item(group, bid.auction(), bid.bidder(), bid.price(), bid.dateTime());
    }
  }

  /** By what it is done. */
  record Key(String group, long day) {
    static Key of(Item item) {
      return new Key(item.group, Day.number(item.dateTime));
    }
  }

  /**
   * A group's counts of a day.
   *
   * @param latestMs the time of the last bid
   */
  record Counts(String group, long latestMs, Tally bids, Tally bidders, Tally auctions) {
    static Counts none(String group) {
      return new Counts(group, Long.MIN_VALUE, Tally.NONE, Tally.NONE, Tally.NONE);
    }
  }

  private static final StateSpec<Counts> COUNTS = StateSpec.of("counts", Counts.class);
  // In which ranks of price a bidder or an auction was seen, as bits.
  private static final MapSpec<Long, Integer> BIDDERS =
      MapSpec.of("bidders", Long.class, Integer.class);
  private static final MapSpec<Long, Integer> AUCTIONS =
      MapSpec.of("auctions", Long.class, Integer.class);
  private static final TimerSpec DAY_OVER = TimerSpec.eventTime("day-over");

  @Override
  public List<StateDeclaration> states() {
    return List.of(COUNTS, BIDDERS, AUCTIONS);
  }

  @Override
  public List<TimerSpec> timers() {
    return List.of(DAY_OVER);
  }

  @Override
  public Optional<Type> resultType() {
    return Optional.of(Counts.class);
  }

  @Override
  public void onRecord(Item bid, Context context, Output<Counts> output) {
    long overMs = Day.endMs(bid.dateTime());
    if (overMs <= context.watermarkMs()) {
      context.countLateDropped();
      return;
    }
    Counts before = context.getOr(COUNTS, null);
    if (before == null) {
      before = Counts.none(bid.group());
      context.setTimer(DAY_OVER, overMs);
    }
    int rank = Bid.rank(bid.price());
    context.put(
        COUNTS,
        new Counts(
            before.group(),
            Math.max(before.latestMs(), bid.dateTime()),
            before.bids().plus(rank),
            before.bidders().plus(rank, see(bid.bidder(), rank, context.map(BIDDERS))),
            before.auctions().plus(rank, see(bid.auction(), rank, context.map(AUCTIONS)))));
  }

  /** In which ranks it was seen before. */
  private static int see(long id, int rank, MapState<Long, Integer> seen) {
    int before = seen.getOr(id, 0);
    int after = before | 1 << rank;
    if (after != before) {
      seen.put(id, after);
    }
    return before;
  }

  @Override
  public void onTimer(Timer timer, Context context, Output<Counts> output) {
    output.emit(context.get(COUNTS).orElseThrow(), timer.atMs() - 1);
    context.remove(COUNTS);
    context.map(BIDDERS).clear();
    context.map(AUCTIONS).clear();
  }
}
