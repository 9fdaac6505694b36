package io.millrace.benchmarks;

import java.util.Locale;

/**
 * One number of a run.
 *
 * @param field its name in JSON
 * @param column its name in tables, with the unit
 * @param scale what the number is divided by in tables
 * @param digits digits behind the point in tables
 * @param compared whether the ratio between systems says anything
 */
record Measure(String field, String column, double scale, int digits, boolean compared) {
  String format(double value) {
    return String.format(Locale.ROOT, "%." + digits + "f", value / scale);
  }
}
