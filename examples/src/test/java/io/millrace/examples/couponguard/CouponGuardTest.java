package io.millrace.examples.couponguard;

import static io.millrace.examples.couponguard.CouponGuardApp.ACTIONS;
import static io.millrace.examples.couponguard.CouponGuardApp.ALERTS;
import static io.millrace.examples.couponguard.CouponGuardApp.ALERT_RATES;
import static io.millrace.examples.couponguard.CouponGuardApp.COEFFICIENTS;
import static io.millrace.examples.couponguard.CouponGuardApp.CYCLES;
import static io.millrace.examples.couponguard.CouponGuardApp.DEVICE_SIGNALS;
import static io.millrace.examples.couponguard.CouponGuardApp.FEATURES;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.examples.couponguard.Action.Kind;
import io.millrace.functions.MapSpec;
import io.millrace.testkit.FunctionTest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CouponGuardTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  /** What the pattern keeps of actions that are part of a cycle so far. */
  private static final MapSpec<Long, Action> MATCHED =
      MapSpec.of("records", Long.class, Action.class);

  private static Action action(int second, Kind kind, String user, String device) {
    return new Action(kind, user, device, null, null, NOON.plusSeconds(second));
  }

  private static Action claim(int second, String user, String device) {
    return new Action(Kind.CLAIM, user, device, "spring", null, NOON.plusSeconds(second));
  }

  private static Action order(int second, String user, String device, String amount) {
    BigDecimal cost = new BigDecimal(amount);
    return new Action(Kind.ORDER, user, device, "spring", cost, NOON.plusSeconds(second));
  }

  private static Action refund(int second, String user, String device, String amount) {
    BigDecimal cost = new BigDecimal(amount);
    return new Action(Kind.REFUND, user, device, "spring", cost, NOON.plusSeconds(second));
  }

  private static void send(FunctionTest test, Action... actions) {
    for (Action action : actions) {
      test.send(ACTIONS, action);
    }
  }

  private static void advance(FunctionTest test, long second) {
    test.advanceWatermark(ACTIONS, NOON.plusSeconds(second).toEpochMilli());
  }

  private static void abuse(FunctionTest test, int second, String user) {
    send(
        test,
        claim(second, user, "d1"),
        order(second + 20, user, "d1", "10.50"),
        refund(second + 200, user, "d1", "10.50"));
  }

  @Test
  void shouldAlertOncePerPeriod() {
    try (FunctionTest test = FunctionTest.of(new CouponGuardApp())) {
      abuse(test, 0, "ann");
      abuse(test, 300, "ann");
      advance(test, 600);
      assertThat(test.outputs(ALERTS)).extracting(Alert::user).containsExactly("ann");

      advance(test, 86_400 + 700);
      abuse(test, 87_200, "ann");
      advance(test, 87_500);
      assertThat(test.outputs(ALERTS)).extracting(Alert::user).containsExactly("ann");
    }
  }

  @Test
  void shouldSayNothingOfAnOrdinaryCustomer() {
    try (FunctionTest test = FunctionTest.of(new CouponGuardApp())) {
      send(test, action(0, Kind.LOGIN, "bob", "d1"));
      for (int page = 1; page <= 5; page++) {
        send(test, action(20 * page, Kind.BROWSE, "bob", "d1"));
      }
      send(test, claim(120, "bob", "d1"), order(400, "bob", "d1", "59.90"));
      assertThat(test.outputs(FEATURES))
          .last()
          .isEqualTo(new Features("bob", "d1", 5, 1, 1, 0, 1, 0, 0, 280));
      assertThat(test.outputs(ALERTS)).isEmpty();
    }
  }

  @Test
  void shouldTellAllAccountsOfADeviceAboutANewOne() {
    try (FunctionTest test = FunctionTest.of(new CouponGuardApp())) {
      send(test, claim(0, "ann", "d1"), claim(60, "bob", "d1"), claim(90, "cid", "d2"));
      assertThat(test.outputs(DEVICE_SIGNALS))
          .containsExactlyInAnyOrder(
              new DeviceSignal("ann", "d1", 1),
              new DeviceSignal("ann", "d1", 2),
              new DeviceSignal("bob", "d1", 2),
              new DeviceSignal("cid", "d2", 1));

      advance(test, 3600 + 30);
      send(test, claim(3640, "dan", "d1"));
      assertThat(test.outputs(DEVICE_SIGNALS))
          .containsExactlyInAnyOrder(
              new DeviceSignal("bob", "d1", 2), new DeviceSignal("dan", "d1", 2));
    }
  }

  @Test
  void shouldSeeClaimOrderAndRefundInWhateverOrderTheyArrive() {
    try (FunctionTest test = FunctionTest.of(new CouponGuardApp())) {
      send(
          test,
          refund(300, "ann", "d1", "20"),
          claim(0, "ann", "d1"),
          order(60, "ann", "d1", "20"));
      assertThat(test.outputs(CYCLES)).isEmpty(); // something earlier might come
      advance(test, 301);
      assertThat(test.outputs(CYCLES)).containsExactly(new RefundCycle("ann", "spring", 300_000));
    }
  }

  @Test
  void shouldSeeNoCycleInARefundAfterHalfAnHour() {
    try (FunctionTest test = FunctionTest.of(new CouponGuardApp())) {
      send(
          test,
          claim(0, "ann", "d1"),
          order(60, "ann", "d1", "20"),
          refund(1801, "ann", "d1", "20"));
      advance(test, 3600);
      assertThat(test.outputs(CYCLES)).isEmpty();
    }
  }

  @Test
  void shouldRememberNothingOfWhoIsGone() {
    try (FunctionTest test = FunctionTest.of(new CouponGuardApp())) {
      send(test, claim(0, "ann", "d1"), order(60, "ann", "d1", "20"));
      assertThat(test.state("features", UserFeatures.RECENT, "ann")).hasSize(2);
      assertThat(test.state("devices", DeviceWatch.CLAIMED, "d1")).hasSize(1);
      advance(test, 61);
      assertThat(test.state("refunds", MATCHED, "ann")).hasSize(2);

      advance(test, 2 * 3600);
      assertThat(test.state("features", UserFeatures.RECENT, "ann")).isEmpty();
      assertThat(test.state("features", UserFeatures.VISIT, "ann")).isEmpty();
      assertThat(test.state("refunds", MATCHED, "ann")).isEmpty();
      assertThat(test.state("devices", DeviceWatch.CLAIMED, "d1")).isEmpty();
    }
  }

  @Test
  void shouldTellHowMuchAModelAlerts() {
    try (FunctionTest test = FunctionTest.of(new CouponGuardApp())) {
      abuse(test, 0, "ann");
      abuse(test, 30, "bob");
      advance(test, 600);
      test.advanceTime(Duration.ofSeconds(1));
      double score =
          test.outputs(ALERTS).stream().mapToDouble(Alert::score).average().orElseThrow();
      assertThat(test.outputs(ALERT_RATES))
          .containsExactly(new AlertRate("balanced", NOON, 2, score));
    }
  }

  @Test
  void shouldScoreByNewCoefficientsFromTheMomentTheyCome() {
    Coefficients wary = new Coefficients("wary", 0, 1, 0, 0, 0, 0, 0, 0.5);
    try (FunctionTest test = FunctionTest.of(new CouponGuardApp())) {
      send(test, claim(0, "ann", "d1"));
      assertThat(test.outputs(ALERTS)).isEmpty();

      test.send(COEFFICIENTS, wary);
      send(test, claim(10, "bob", "d2"));
      List<Alert> alerts = test.outputs(ALERTS);
      assertThat(alerts).extracting(Alert::user).containsExactly("bob");
      assertThat(alerts).extracting(Alert::model).containsExactly("wary");
      assertThat(test.state("score", Scorer.MODEL)).contains(wary);
    }
  }

  @Test
  void shouldDropCrawlersAndAmountsThatCannotBe() {
    Action crawl = action(0, Kind.BROWSE, "u1", "bot-7");
    assertThat(ActionFilter.sound(crawl)).isNull();
    assertThat(ActionFilter.sound(action(0, Kind.BROWSE, "u1", "d7"))).isNotNull();
    assertThat(ActionFilter.sound(order(0, "u1", "d1", "-1"))).isNull();
    assertThat(ActionFilter.sound(order(0, "u1", "d1", "100001"))).isNull();
    assertThat(ActionFilter.sound(action(0, Kind.ORDER, "u1", "d1"))).isNull();
    assertThat(ActionFilter.sound(order(0, "u1", "d1", "0.01"))).isNotNull();
  }
}
