package io.millrace.functions.join;

import static io.millrace.functions.join.Scenario.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.ListSpec;
import io.millrace.functions.Topic;
import io.millrace.functions.join.Scenario.Event;
import io.millrace.functions.join.Scenario.Item;
import io.millrace.functions.join.Scenario.Results;
import io.millrace.testkit.FunctionTest;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IntervalJoinTest {
  record Order(String orderId, int cents) {}

  record Payment(String orderId, String bank) {}

  record Paid(String orderId, String bank) {}

  static final Topic<Order> ORDERS = Topic.of("orders", Order.class).keyedBy(Order::orderId);
  static final Topic<Payment> PAYMENTS =
      Topic.of("payments", Payment.class).keyedBy(Payment::orderId);
  static final Topic<Paid> PAID = Topic.of("paid", Paid.class).keyedBy(Paid::orderId);

  // docs:begin joins
  static final IntervalJoin<Order, Payment, Paid> PAID_IN_TIME =
      Joins.of(ORDERS, PAYMENTS)
          .interval(
              Duration.ZERO,
              Duration.ofSeconds(10),
              (Order order, Payment payment) ->
                  new Paid(order.orderId(), payment == null ? "nobody" : payment.bank()))
          .type(JoinType.LEFT);

  // docs:end

  static void paid(ApplicationBuilder app) {
    // docs:begin joins
    app.operator("paid", ORDERS, PAYMENTS, () -> PAID_IN_TIME, PAID);
    // docs:end
  }

  @Test
  void shouldTellOrdersThatWerePaidInTimeAndThoseThatWereNot() {
    try (FunctionTest test = FunctionTest.of(IntervalJoinTest::paid)) {
      test.send(PAYMENTS, new Payment("a", "early bank"), 5_000);
      test.send(ORDERS, new Order("a", 100), 2_000);
      test.send(ORDERS, new Order("b", 200), 3_000);
      assertThat(test.records(PAID))
          .singleElement()
          .satisfies(
              record -> {
                assertThat(record.value()).isEqualTo(new Paid("a", "early bank"));
                assertThat(record.eventTimeMs()).isEqualTo(5_000);
              });

      test.advanceWatermark(13_000);
      assertThat(test.outputs(PAID)).isEmpty();
      test.advanceWatermark(13_001);
      assertThat(test.records(PAID))
          .singleElement()
          .satisfies(
              record -> {
                assertThat(record.value()).isEqualTo(new Paid("b", "nobody"));
                assertThat(record.eventTimeMs()).isEqualTo(13_000);
              });
    }
  }

  @Test
  void shouldForgetWhatNoPartnerCanComeFor() {
    IntervalJoin<Order, Payment, Paid> join =
        Joins.of(ORDERS, PAYMENTS)
            .interval(
                Duration.ofSeconds(-1),
                Duration.ofSeconds(1),
                (order, payment) -> new Paid(order.orderId(), payment.bank()));
    try (FunctionTest test =
        FunctionTest.of(app -> app.operator("paid", ORDERS, PAYMENTS, () -> join, PAID))) {
      for (int i = 0; i < 10; i++) {
        long timeMs = i * 1_000L;
        test.send(ORDERS, new Order("a", i), timeMs);
        test.send(PAYMENTS, new Payment("a", "b" + i), timeMs);
        test.advanceWatermark(timeMs);
      }
      for (var state : join.states()) {
        assertThat(test.state("paid", (ListSpec<?>) state, "a")).hasSize(2);
      }
      test.endInput();
      for (var state : join.states()) {
        assertThat(test.state("paid", (ListSpec<?>) state, "a")).isEmpty();
      }
    }
  }

  @Test
  void shouldRefuseAnEmptyInterval() {
    assertThatThrownBy(
            () ->
                Joins.of(ORDERS, PAYMENTS)
                    .interval(Duration.ofSeconds(1), Duration.ZERO, (order, payment) -> order))
        .hasMessageContaining("lower=PT1S, upper=PT0S");
  }

  @ParameterizedTest
  @EnumSource
  void shouldJoinWhatIsNearInWhateverOrderItComes(JoinType type) {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(~seed);
      long lower = random.nextLong(25) - 15;
      long upper = lower + random.nextInt(15);
      new Scenario(seed)
          .checkForgetting(
              Joins.of(Item.class, Item.class)
                  .interval(Duration.ofMillis(lower), Duration.ofMillis(upper), Scenario::text)
                  .type(type),
              (scenario, results) -> expect(scenario, lower, upper, type, results));
    }
  }

  private static void expect(
      Scenario scenario, long lower, long upper, JoinType type, Results results) {
    Set<Integer> matched = new HashSet<>();
    for (Event left : scenario.records(true)) {
      for (Event right : scenario.records(false)) {
        long distance = right.timeMs() - left.timeMs();
        boolean isLeftFirst = left.step() < right.step();
        long keptBelow = isLeftFirst ? left.timeMs() + upper + 1 : right.timeMs() - lower + 1;
        long watermark = Math.max(left.watermarkMs(), right.watermarkMs());
        if (left.item().key().equals(right.item().key())
            && lower <= distance
            && distance <= upper
            && watermark < keptBelow) {
          matched.add(left.step());
          matched.add(right.step());
          results.add(
              Math.max(left.step(), right.step()),
              text(left.item(), right.item()),
              Math.max(watermark, Math.max(left.timeMs(), right.timeMs())));
        }
      }
    }
    for (Event event : scenario.events) {
      boolean isKept = event.isLeft() ? type.keepsLeft() : type.keepsRight();
      if (event.isRecord() && isKept && !event.isLate() && !matched.contains(event.step())) {
        long last = event.timeMs() + (event.isLeft() ? upper : -lower);
        boolean isAtOnce = last < event.watermarkMs();
        results.add(
            isAtOnce ? event.step() : scenario.stepAt(last + 1, event.step()),
            event.isLeft() ? text(event.item(), null) : text(null, event.item()),
            Math.max(event.timeMs(), last));
      }
    }
  }
}
