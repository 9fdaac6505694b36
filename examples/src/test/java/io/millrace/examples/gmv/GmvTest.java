package io.millrace.examples.gmv;

import static io.millrace.examples.gmv.GmvApp.ORDERS;
import static io.millrace.examples.gmv.GmvApp.TOO_LATE;
import static io.millrace.examples.gmv.GmvApp.TURNOVER;
import static io.millrace.functions.window.Timing.EARLY;
import static io.millrace.functions.window.Timing.LATE;
import static io.millrace.functions.window.Timing.ON_TIME;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.functions.window.Timing;
import io.millrace.testkit.FunctionTest;
import io.millrace.testkit.TestSettings;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class GmvTest {
  private static final TestSettings SETTINGS =
      TestSettings.defaults().withSetting("orders", "orders.csv").withSetting("turnover", "t.csv");
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private static Order order(String id, String category, String amount, int second) {
    return new Order(id, category, new BigDecimal(amount), NOON.plusSeconds(second));
  }

  private static Turnover turnover(
      String category, int minute, int orders, String amount, Timing timing) {
    Instant begin = NOON.plusSeconds(60L * minute);
    return new Turnover(category, begin, orders, new BigDecimal(amount), timing);
  }

  private static long at(int second) {
    return NOON.plusSeconds(second).toEpochMilli();
  }

  @Test
  void shouldTellAMinuteWhenItIsOver() {
    try (FunctionTest test = FunctionTest.of(new GmvApp(), SETTINGS)) {
      test.send(ORDERS, order("1", "books", "10.00", 0));
      test.send(ORDERS, order("2", "toys", "5.00", 30));
      test.send(ORDERS, order("3", "books", "2.50", 60)); // of the next minute
      test.send(ORDERS, order("4", "books", "1.25", 59)); // out of order, but not late
      test.advanceWatermark(ORDERS, at(59));
      assertThat(test.outputs(TURNOVER)).isEmpty();

      test.advanceWatermark(ORDERS, at(60));
      assertThat(test.outputs(TURNOVER))
          .containsExactlyInAnyOrder(
              turnover("books", 0, 2, "11.25", ON_TIME), turnover("toys", 0, 1, "5.00", ON_TIME));

      test.endInput();
      assertThat(test.outputs(TURNOVER)).containsExactly(turnover("books", 1, 1, "2.50", ON_TIME));
    }
  }

  @Test
  void shouldTellEachSecondHowAMinuteStandsIfSomethingCame() {
    try (FunctionTest test = FunctionTest.of(new GmvApp(), SETTINGS)) {
      test.send(ORDERS, order("1", "books", "10.00", 0));
      test.advanceTime(Duration.ofSeconds(1));
      test.advanceTime(Duration.ofSeconds(5));
      test.send(ORDERS, order("2", "books", "2.00", 6));
      test.send(ORDERS, order("3", "books", "1.00", 6));
      test.advanceTime(Duration.ofSeconds(1));
      assertThat(test.outputs(TURNOVER))
          .containsExactly(
              turnover("books", 0, 1, "10.00", EARLY), turnover("books", 0, 3, "13.00", EARLY));
    }
  }

  @Test
  void shouldCorrectAMinuteByLateOrders() {
    try (FunctionTest test = FunctionTest.of(new GmvApp(), SETTINGS)) {
      test.send(ORDERS, order("1", "books", "10.00", 0));
      test.advanceWatermark(ORDERS, at(120));
      test.send(ORDERS, order("2", "books", "1.00", 10));
      test.send(ORDERS, order("3", "books", "1.00", 20));
      assertThat(test.outputs(TURNOVER))
          .containsExactly(
              turnover("books", 0, 1, "10.00", ON_TIME),
              turnover("books", 0, 2, "11.00", LATE),
              turnover("books", 0, 3, "12.00", LATE));
    }
  }

  @Test
  void shouldPutAsideWhatComesAfterTheMinuteIsForgotten() {
    try (FunctionTest test = FunctionTest.of(new GmvApp(), SETTINGS)) {
      test.send(ORDERS, order("1", "books", "10.00", 0));
      test.advanceWatermark(ORDERS, at(659));
      test.send(ORDERS, order("2", "books", "1.00", 10));
      assertThat(test.outputs(TURNOVER)).hasSize(2);

      test.advanceWatermark(ORDERS, at(660));
      test.send(ORDERS, order("3", "books", "1.00", 20));
      assertThat(test.outputs(TURNOVER)).isEmpty();
      assertThat(test.outputs(TOO_LATE)).containsExactly(order("3", "books", "1.00", 20));
    }
  }

  @Test
  void shouldTellEachMinuteOfABatchOnce() {
    try (FunctionTest test = FunctionTest.of(new GmvApp(), SETTINGS.asBatch())) {
      test.send(ORDERS, order("1", "books", "10.00", 0));
      test.advanceTime(Duration.ofSeconds(2));
      test.send(ORDERS, order("2", "books", "1.00", 10));
      test.advanceWatermark(ORDERS, at(60));
      test.send(ORDERS, order("3", "books", "1.00", 20));
      assertThat(test.outputs(TURNOVER)).isEmpty();
      test.advanceWatermark(ORDERS, at(660));
      assertThat(test.outputs(TURNOVER)).containsExactly(turnover("books", 0, 3, "12.00", ON_TIME));
      test.send(ORDERS, order("4", "books", "1.00", 20));
      assertThat(test.outputs(TOO_LATE)).containsExactly(order("4", "books", "1.00", 20));
    }
  }
}
