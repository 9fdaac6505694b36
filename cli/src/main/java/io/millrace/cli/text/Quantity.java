package io.millrace.cli.text;

import java.util.Locale;

/** Numbers as people read them. */
public final class Quantity {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

  private Quantity() {}

  /** {@code 1,234,567}. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 950/s}, {@code 48,211/s}, {@code 5.20 M/s}. */
  public static String rate(double perSecond) {
    return perSecond >= 1_000_000
        ? String.format(Locale.ROOT, "%.2f M/s", perSecond / 1_000_000)
        : String.format(Locale.ROOT, "%,.0f/s", perSecond);
  }

  /** {@code 12.3 MiB}. */
  public static String bytes(long bytes) {
    double rest = bytes;
    int unit = 0;
    while (rest >= 1024 && unit < UNITS.length - 1) {
      rest /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", rest, UNITS[unit]);
  }

  /** {@code 0.8 s}, {@code 12.3 s}, {@code 2:05}, {@code 1:02:05}. */
  public static String seconds(double seconds) {
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = (long) seconds;
    return whole < 3600
        ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }
}
