package io.millrace.functions.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.StateSpec;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.Topic;
import io.millrace.functions.TypeRef;
import io.millrace.testkit.FunctionTest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AggregatesTest {

  record Bid(String user, long price, long ms) {}

  record Span(Long least, Long greatest) {}

  record Three(Long count, Double mean, Long bidders) {}

  private static final List<Bid> BIDS =
      List.of(new Bid("a", 5, 30), new Bid("b", 9, 20), new Bid("c", 9, 10), new Bid("a", 1, 40));

  /** All in one, and in two halves that are merged. */
  private static <A, R> R resultOf(Aggregate<? super Bid, A, R> aggregate) {
    A all = sum(aggregate, BIDS);
    A merged =
        aggregate.merge(sum(aggregate, BIDS.subList(0, 2)), sum(aggregate, BIDS.subList(2, 4)));
    assertThat(merged).isEqualTo(all);
    assertThat(aggregate.merge(aggregate.create(), all)).isEqualTo(all);
    assertThat(aggregate.merge(all, aggregate.create())).isEqualTo(all);
    return aggregate.result(all);
  }

  private static <A> A sum(Aggregate<? super Bid, A, ?> aggregate, List<Bid> bids) {
    A accumulator = aggregate.create();
    for (Bid bid : bids) {
      accumulator = aggregate.add(accumulator, bid, bid.ms());
    }
    return accumulator;
  }

  @Test
  void shouldCountAndAddUp() {
    assertThat(resultOf(Aggregates.count())).isEqualTo(4);
    assertThat(resultOf(Aggregates.sumLong(Bid::price))).isEqualTo(24);
    assertThat(resultOf(Aggregates.sumDouble(Bid::price))).isEqualTo(24.0);
    assertThat(resultOf(Aggregates.average(Bid::price))).isEqualTo(6.0);
    assertThat(resultOf(Aggregates.<Bid>sumDecimal(bid -> BigDecimal.valueOf(bid.price(), 2))))
        .isEqualTo(new BigDecimal("0.24"));
  }

  @Test
  void shouldRefuseASumThatALongCannotHold() {
    Aggregate<Long, Long, Long> sum = Aggregates.sumLong(Long::longValue);
    assertThatThrownBy(() -> sum.add(Long.MAX_VALUE, 1L, 0))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void shouldFindTheLeastAndTheGreatest() {
    assertThat(resultOf(Aggregates.min(Bid::price, Long.class))).isEqualTo(1);
    assertThat(resultOf(Aggregates.max(Bid::price, Long.class))).isEqualTo(9);
    assertThat(resultOf(Aggregates.minBy(Bid::price, Bid.class)).user()).isEqualTo("a");
  }

  @Test
  void shouldPreferTheEarliestByEventTimeOfThoseThatAreEqual() {
    assertThat(resultOf(Aggregates.maxBy(Bid::price, Bid.class)).user()).isEqualTo("c");
  }

  @Test
  void shouldKeepTheBestTheFirstThatCameAmongEquals() {
    Comparator<Bid> highest = Comparator.comparingLong(Bid::price).reversed();
    assertThat(resultOf(Aggregates.topN(2, highest, Bid.class)))
        .extracting(Bid::user)
        .containsExactly("b", "c");
    assertThat(resultOf(Aggregates.topN(1, highest, Bid.class)))
        .extracting(Bid::user)
        .containsExactly("b");
    assertThat(resultOf(Aggregates.topN(9, highest, Bid.class)))
        .extracting(Bid::price)
        .containsExactly(9L, 9L, 5L, 1L);
    assertThatThrownBy(() -> Aggregates.topN(0, highest, Bid.class))
        .hasMessageContaining("count=0; at least 1");
  }

  @Test
  void shouldKeepAllThatAreAsGoodAsTheLastOne() {
    Comparator<Bid> highest = Comparator.comparingLong(Bid::price).reversed();
    assertThat(resultOf(Aggregates.topNWithTies(1, highest, Bid.class)))
        .extracting(Bid::user)
        .containsExactly("b", "c");
    assertThat(resultOf(Aggregates.topNWithTies(3, highest, Bid.class)))
        .extracting(Bid::price)
        .containsExactly(9L, 9L, 5L);
  }

  @Test
  void shouldKeepTheSameBestWhateverIsMergedWithWhat() {
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Bid> bids = new ArrayList<>();
      for (int i = random.nextInt(30); i > 0; i--) {
        bids.add(new Bid("u" + i, random.nextInt(6), 0));
      }
      List<Bid> sorted = new ArrayList<>(bids);
      sorted.sort(Comparator.comparingLong(Bid::price));
      int count = random.nextInt(1, 8);
      List<Bid> best = sorted.subList(0, Math.min(count, sorted.size()));
      List<Bid> ties =
          sorted.stream()
              .filter(bid -> best.size() < count || bid.price() <= best.get(count - 1).price())
              .toList();
      Comparator<Bid> lowest = Comparator.comparingLong(Bid::price);
      int first = random.nextInt(bids.size() + 1);
      int second = random.nextInt(first, bids.size() + 1);
      assertThat(inThree(Aggregates.topN(count, lowest, Bid.class), bids, first, second))
          .as("seed=%d", seed)
          .isEqualTo(best);
      assertThat(inThree(Aggregates.topNWithTies(count, lowest, Bid.class), bids, first, second))
          .as("seed=%d", seed)
          .isEqualTo(ties);
    }
  }

  private static <A, R> R inThree(
      Aggregate<? super Bid, A, R> aggregate, List<Bid> bids, int first, int second) {
    A begin = sum(aggregate, bids.subList(0, first));
    A end =
        aggregate.merge(
            sum(aggregate, bids.subList(first, second)),
            sum(aggregate, bids.subList(second, bids.size())));
    return aggregate.result(aggregate.merge(begin, end));
  }

  @Test
  void shouldFindFirstAndLastByEventTime() {
    assertThat(resultOf(Aggregates.first(Bid.class)).ms()).isEqualTo(10);
    assertThat(resultOf(Aggregates.last(Bid.class)).ms()).isEqualTo(40);
  }

  @Test
  void shouldPreferTheFirstArrivalForFirstAndTheLastForLastAtTheSameTime() {
    List<Bid> same = List.of(new Bid("x", 1, 5), new Bid("y", 2, 5));
    assertThat(sum(Aggregates.first(Bid.class), same).value().user()).isEqualTo("x");
    assertThat(sum(Aggregates.last(Bid.class), same).value().user()).isEqualTo("y");
  }

  @Test
  void shouldCountDifferentThings() {
    assertThat(resultOf(Aggregates.distinctCount(Bid::user, String.class))).isEqualTo(3);
  }

  @Test
  void shouldCollectAndReduce() {
    assertThat(resultOf(Aggregates.toList(Bid.class))).isEqualTo(BIDS);
    assertThat(resultOf(product())).isEqualTo(405);
  }

  private static Aggregate<Bid, Optional<Long>, Long> product() {
    return Aggregates.over(Bid::price, Aggregates.reduce((a, b) -> a * b, Long.class));
  }

  @Test
  void shouldMakeOneResultOfSeveral() {
    assertThat(
            resultOf(
                Aggregates.<Bid, Chosen<Long>, Chosen<Long>, Long, Long, Span>allOf(
                    Aggregates.min(Bid::price, Long.class),
                    Aggregates.max(Bid::price, Long.class),
                    Span::new)))
        .isEqualTo(new Span(1L, 9L));
    Aggregate<Bid, Mean, Double> mean = Aggregates.average(Bid::price);
    assertThat(
            resultOf(
                Aggregates.allOf(
                    Aggregates.count(),
                    mean,
                    Aggregates.distinctCount(Bid::user, String.class),
                    Three::new)))
        .isEqualTo(new Three(4L, 6.0, 3L));
  }

  @Test
  void shouldPassOverWhatDoesNotSatisfyItsCondition() {
    assertThat(resultOf(Aggregates.count().where((Bid bid) -> bid.price() > 4))).isEqualTo(3);
  }

  @Test
  void shouldHaveNoResultOfNothingWhereThereIsNone() {
    assertThat(emptyResult(Aggregates.count())).isEqualTo(0);
    assertThat(emptyResult(Aggregates.average(Bid::price))).isNull();
    assertThat(emptyResult(Aggregates.first(Bid.class))).isNull();
    assertThat(emptyResult(product())).isNull();
  }

  private static <A, R> R emptyResult(Aggregate<? super Bid, A, R> aggregate) {
    return aggregate.result(aggregate.create());
  }

  @Test
  void shouldKeepAccumulatorsInState() {
    keep(Aggregates.count());
    keep(Aggregates.sumLong(Bid::price));
    keep(Aggregates.sumDouble(Bid::price));
    keep(Aggregates.<Bid>sumDecimal(bid -> BigDecimal.valueOf(bid.price())));
    keep(Aggregates.average(Bid::price));
    keep(Aggregates.min(Bid::price, Long.class));
    keep(Aggregates.maxBy(Bid::price, Bid.class));
    keep(Aggregates.first(Bid.class));
    keep(Aggregates.distinctCount(Bid::user, String.class));
    keep(Aggregates.toList(Bid.class));
    keep(product());
    keep(
        Aggregates.allOf(
            Aggregates.count(), Aggregates.toList(Bid.class), (n, all) -> n + all.size()));
  }

  private static <A> void keep(Aggregate<? super Bid, A, ?> aggregate) {
    Topic<Bid> bids = Topic.of("bids", Bid.class).keyedBy(bid -> 1);
    StateSpec<A> state = StateSpec.of("sum", TypeRef.of(aggregate.accumulatorType()));
    StreamFunction<Bid> function =
        (record, context) -> {
          A before = context.getOr(state, aggregate.create());
          context.put(state, aggregate.add(before, record.value(), record.value().ms()));
        };
    try (FunctionTest test =
        FunctionTest.of(app -> app.function("sum", bids, () -> function).state(state))) {
      BIDS.forEach(bid -> test.send(bids, bid));
      assertThat(test.state("sum", state, 1)).contains(sum(aggregate, BIDS));
    }
  }
}
