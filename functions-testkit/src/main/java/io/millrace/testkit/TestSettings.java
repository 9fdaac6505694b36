package io.millrace.testkit;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How an application is tested. Immutable.
 *
 * @param settings the application's settings, as {@code --set name=value} gives them
 * @param partitions how many partitions it has, at least 1
 * @param start processing time at the beginning; it moves only when the test moves it
 * @param seed chooses where the second run crashes if there are many records
 * @param batch whether the application is declared as a batch, as {@code run --batch} does
 */
public record TestSettings(
    Map<String, String> settings, int partitions, Instant start, long seed, boolean batch) {

  public TestSettings {
    settings = Map.copyOf(settings);
    Objects.requireNonNull(start, "start");
    if (partitions < 1 || partitions > 1_024) {
      throw new IllegalArgumentException(
          "partitions out of range: partitions=" + partitions + "; from 1 to 1024");
    }
  }

  /** No settings, 4 partitions, from 2026-01-01T00:00:00Z on. */
  public static TestSettings defaults() {
    return new TestSettings(Map.of(), 4, Instant.parse("2026-01-01T00:00:00Z"), 1, false);
  }

  /** These, with a setting of the application. */
  public TestSettings withSetting(String name, String value) {
    Map<String, String> more = new HashMap<>(settings);
    more.put(name, value);
    return new TestSettings(more, partitions, start, seed, batch);
  }

  /** These, with another number of partitions. */
  public TestSettings withPartitions(int count) {
    return new TestSettings(settings, count, start, seed, batch);
  }

  /** These, with another processing time at the beginning. */
  public TestSettings withStart(Instant time) {
    return new TestSettings(settings, partitions, time, seed, batch);
  }

  /** These, with other moments at which the second run crashes. */
  public TestSettings withSeed(long other) {
    return new TestSettings(settings, partitions, start, other, batch);
  }

  /** These, with the application declared as a batch: only final results are wanted. */
  public TestSettings asBatch() {
    return new TestSettings(settings, partitions, start, seed, true);
  }
}
