package io.millrace.examples.couponguard;

/**
 * A logistic model: each feature's weight, and from which probability on there is an alert.
 *
 * @param version its name, told in alerts
 * @param haste weight of ordering soon after claiming: 1 at once, 0.5 after a minute
 * @param browses weight of the logarithm of pages looked at
 * @param threshold from 0 to 1
 */
public record Coefficients(
    String version,
    double bias,
    double accounts,
    double claims,
    double cheapOrders,
    double cycles,
    double haste,
    double browses,
    double threshold) {
  private static final Coefficients BALANCED =
      new Coefficients("balanced", -2.0, 0.95, -4.3, 2.8, 4.6, 4.0, -2.2, 0.5);

  public Coefficients {
    if (!(threshold > 0 && threshold < 1)) {
      throw new IllegalArgumentException(
          "threshold out of range: threshold=" + threshold + "; between 0 and 1");
    }
    if (!Double.isFinite(bias + accounts + claims + cheapOrders + cycles + haste + browses)) {
      throw new IllegalArgumentException(
          "weight is no number: version=" + version + "; finite numbers only");
    }
  }

  /** A model that comes with the application: {@code balanced}, {@code strict}, {@code lenient}. */
  public static Coefficients named(String name) {
    return switch (name) {
      case "balanced" -> BALANCED;
      case "strict" -> BALANCED.with(name, 0.2);
      case "lenient" -> BALANCED.with(name, 0.9);
      default ->
          throw new IllegalArgumentException(
              "model unknown: model=" + name + "; known are balanced, strict, lenient");
    };
  }

  private Coefficients with(String newVersion, double newThreshold) {
    return new Coefficients(
        newVersion, bias, accounts, claims, cheapOrders, cycles, haste, browses, newThreshold);
  }

  /** How probably the user abuses coupons, from 0 to 1. */
  double score(Features of) {
    double hasteOf = of.orderAfterSeconds() < 0 ? 0 : 1 / (1 + of.orderAfterSeconds() / 60);
    double sum =
        bias
            + accounts * Math.min(of.accounts(), 10)
            + claims * of.claims()
            + cheapOrders * of.cheapOrders()
            + cycles * of.cycles()
            + haste * hasteOf
            + browses * StrictMath.log1p(of.browses());
    return 1 / (1 + StrictMath.exp(-sum)); // strict: the same bits on every machine
  }
}
