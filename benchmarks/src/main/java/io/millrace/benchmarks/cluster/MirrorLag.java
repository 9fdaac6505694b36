package io.millrace.benchmarks.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/**
 * How far a mirror is behind what is stable, as workers tell it: in entries, and in the time that
 * as many entries take. Reports are up to a second old, so it is not less than that.
 */
final class MirrorLag {
  private long most;
  private long sum;
  private long samples;
  private long firstStable = -1;
  private long firstNs;
  private long lastStable;
  private long lastNs;

  /** Looks at how an application stands. */
  void sample(JsonNode application) {
    long stable = 0;
    for (JsonNode partition : application.path("partitions")) {
      stable += partition.path("stable").asLong();
    }
    long mirrored = 0;
    for (JsonNode partition : application.path("mirror").path("partitions")) {
      mirrored += partition.path("offset").asLong();
    }
    lastStable = stable;
    lastNs = System.nanoTime();
    if (firstStable < 0) {
      firstStable = lastStable;
      firstNs = lastNs;
    }
    long behind = Math.max(0, stable - mirrored);
    most = Math.max(most, behind);
    sum += behind;
    samples++;
  }

  /** For people. */
  String text(long recordsPerSecond) {
    double seconds = (lastNs - firstNs) / 1e9;
    double perSecond = seconds > 0 ? (lastStable - firstStable) / seconds : recordsPerSecond;
    return String.format(
        Locale.ROOT,
        "mirror behind what is stable: %.2f s on average, %.2f s at most (%d looks, %.0f offsets/s)",
        samples == 0 ? 0 : sum / (double) samples / perSecond,
        most / perSecond,
        samples,
        perSecond);
  }
}
