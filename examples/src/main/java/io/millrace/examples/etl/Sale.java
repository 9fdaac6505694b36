package io.millrace.examples.etl;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * An order with what the table says about its product.
 *
 * @param name the product's name, {@code unknown} if the table had none at the order's time
 * @param amount what it cost, 0 if that is unknown
 */
public record Sale(
    String order, String product, String name, int quantity, BigDecimal amount, Instant time) {

  static Sale of(Order order, Product product) {
    BigDecimal price = product == null ? BigDecimal.ZERO : product.price();
    return new Sale(
        order.id(),
        order.product(),
        product == null ? "unknown" : product.name(),
        order.quantity(),
        price.multiply(BigDecimal.valueOf(order.quantity())),
        order.time());
  }
}
