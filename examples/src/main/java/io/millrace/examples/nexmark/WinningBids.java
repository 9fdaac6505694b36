package io.millrace.examples.nexmark;

import io.millrace.functions.Context;
import io.millrace.functions.ListSpec;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.StateSpec;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.stream.Output;
import io.millrace.functions.stream.TwoInputOperator;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;

/**
 * Finds the highest bid that was made on an auction while it was open, and tells it when the
 * auction has expired. By auction.
 *
 * <p>Bids may arrive before their auction, as events are out of order: they are put aside until the
 * auction comes, or until event time says that it was not open yet.
 */
final class WinningBids implements TwoInputOperator<Auction, BidQueries.Price, WinningBids.Won> {

  /** An auction's end. */
  record Won(long auction, long seller, long category, long bidder, long price, long bidTime) {}

  /** A bid that may win. */
  record Offer(long bidder, long price, long timeMs) {
    static Offer of(BidQueries.Price bid) {
      return new Offer(bid.bidder(), bid.price(), bid.dateTime());
    }

    boolean isBetterThan(Offer other) {
      return other == null
          || price > other.price
          || (price == other.price && timeMs < other.timeMs);
    }
  }

  private static final StateSpec<Auction> AUCTION = StateSpec.of("auction", Auction.class);
  private static final StateSpec<Offer> BEST = StateSpec.of("best", Offer.class);
  private static final ListSpec<Offer> EARLY = ListSpec.of("early", Offer.class);
  private static final long FORGET_EVERY_MS = 1_000;
  private static final TimerSpec EXPIRED = TimerSpec.eventTime("expired");
  private static final TimerSpec TOO_EARLY = TimerSpec.eventTime("too-early");

  @Override
  public List<StateDeclaration> states() {
    return List.of(AUCTION, BEST, EARLY);
  }

  @Override
  public List<TimerSpec> timers() {
    return List.of(EXPIRED, TOO_EARLY);
  }

  @Override
  public Optional<Type> resultType() {
    return Optional.of(Won.class);
  }

  @Override
  public void onLeft(Auction auction, Context context, Output<Won> output) {
    context.put(AUCTION, auction);
    context.setTimer(EXPIRED, auction.expires() + 1);
    context.list(EARLY).toList().forEach(offer -> consider(offer, auction, context));
    context.list(EARLY).clear();
  }

  @Override
  public void onRight(BidQueries.Price bid, Context context, Output<Won> output) {
    Auction auction = context.getOr(AUCTION, null);
    if (auction != null) {
      consider(Offer.of(bid), auction, context);
    } else if (bid.dateTime() >= context.watermarkMs()) {
      context.list(EARLY).add(Offer.of(bid));
      // one timer for many bids: to keep them a bit longer does no harm
      context.setTimer(TOO_EARLY, (bid.dateTime() / FORGET_EVERY_MS + 1) * FORGET_EVERY_MS);
    }
  }

  private static void consider(Offer offer, Auction auction, Context context) {
    if (auction.isOpenAt(offer.timeMs()) && offer.isBetterThan(context.getOr(BEST, null))) {
      context.put(BEST, offer);
    }
  }

  @Override
  public void onTimer(Timer timer, Context context, Output<Won> output) {
    if (timer.spec().equals(TOO_EARLY)) {
      forgetEarly(timer.atMs(), context);
      return;
    }
    Auction auction = context.get(AUCTION).orElseThrow();
    context
        .get(BEST)
        .ifPresent(
            best ->
                output.emit(
                    new Won(
                        auction.id(),
                        auction.seller(),
                        auction.category(),
                        best.bidder(),
                        best.price(),
                        best.timeMs()),
                    timer.atMs()));
    context.remove(AUCTION);
    context.remove(BEST);
  }

  /** No auction that was open before {@code ms} can come any more. */
  private static void forgetEarly(long ms, Context context) {
    List<Offer> offers = context.list(EARLY).toList();
    context.list(EARLY).clear();
    offers.stream().filter(offer -> offer.timeMs() >= ms).forEach(context.list(EARLY)::add);
  }
}
