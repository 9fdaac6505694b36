package io.millrace.examples.etl;

import static io.millrace.examples.etl.EtlApp.ORDERS;
import static io.millrace.examples.etl.EtlApp.PRODUCTS;
import static io.millrace.examples.etl.EtlApp.SALES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.testkit.FunctionTest;
import io.millrace.testkit.TestSettings;
import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EtlTest {
  private static final TestSettings SETTINGS =
      TestSettings.defaults()
          .withSetting("orders", "orders.jsonl")
          .withSetting("products", "products.csv")
          .withSetting("sales", "sales.csv");
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private static Instant minute(int minute) {
    return NOON.plusSeconds(60L * minute);
  }

  private static Order order(String id, String product, int quantity, int minute) {
    return new Order(id, product, quantity, minute(minute));
  }

  private static Product tea(String price, int sinceMinute) {
    return new Product("TEA", "Green tea", new BigDecimal(price), minute(sinceMinute));
  }

  private static Sale sale(String order, int quantity, String amount, int minute) {
    return new Sale(order, "TEA", "Green tea", quantity, new BigDecimal(amount), minute(minute));
  }

  @Test
  void shouldWriteEachOrderOnceWithThePriceOfItsTime() {
    try (FunctionTest test = FunctionTest.of(new EtlApp(), SETTINGS)) {
      test.send(ORDERS, order("o1", " tea", 2, 1));
      test.send(ORDERS, order("o1", " tea", 2, 1));
      test.send(ORDERS, order("o2", "TEA", 2, 7));
      test.send(ORDERS, order("test-1", "TEA", 9, 7));
      test.send(PRODUCTS, tea("3.50", 5));
      test.send(PRODUCTS, tea("3.00", 0));
      assertThat(test.outputs(SALES)).isEmpty(); // a row that counts might still come

      test.endInput();
      assertThat(test.outputs(SALES))
          .containsExactlyInAnyOrder(sale("o1", 2, "6.00", 1), sale("o2", 2, "7.00", 7));
    }
  }

  @Test
  void shouldKeepOrdersOfWhatIsNotInTheTable() {
    try (FunctionTest test = FunctionTest.of(new EtlApp(), SETTINGS)) {
      test.send(ORDERS, order("o1", "milk", 2, 1));
      test.endInput();
      assertThat(test.outputs(SALES))
          .containsExactly(new Sale("o1", "MILK", "unknown", 2, BigDecimal.ZERO, minute(1)));
    }
  }

  @Test
  void shouldRefuseAnOrderThatCannotBeMeant() {
    assertThatThrownBy(() -> order("o1", "tea", 0, 1).tidy())
        .hasMessage("quantity out of range: order=o1, quantity=0; from 1 to 1000");
  }
}
