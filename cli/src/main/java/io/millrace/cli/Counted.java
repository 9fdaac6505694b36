package io.millrace.cli;

import io.millrace.cli.text.Quantity;

/** A number with what it counts. */
final class Counted {
  private Counted() {}

  /** {@code 1 worker}, {@code 2 workers}. */
  static String of(long count, String noun) {
    return Quantity.count(count) + " " + noun + (count == 1 ? "" : "s");
  }
}
