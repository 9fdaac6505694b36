package io.millrace.runtime.local;

import io.millrace.runtime.channel.ChannelSettings;
import java.time.Duration;

/**
 * How an application is run in one process.
 *
 * @param partitions how many slices its key space has; fixed once it has data
 * @param slots how many threads run them
 * @param channels sizes of frames, windows and records
 * @param snapshotInterval how often snapshots are taken
 * @param epochInterval how often the epoch is raised
 * @param lagRecords sources stop reading while a partition lags by more than this
 * @param yields how often an idle thread yields before it parks
 * @param park how long an idle thread parks
 * @param durable whether journals and snapshots are kept (durability {@code local}) or not ({@code
 *     none})
 */
public record LocalSettings(
    int partitions,
    int slots,
    ChannelSettings channels,
    Duration snapshotInterval,
    Duration epochInterval,
    long lagRecords,
    int yields,
    Duration park,
    boolean durable) {

  /** 16 partitions over as many slots as there are processors. */
  public static LocalSettings defaults() {
    return new LocalSettings(
        16,
        Math.max(1, Runtime.getRuntime().availableProcessors()),
        ChannelSettings.DEFAULT,
        Duration.ofSeconds(10),
        Duration.ofSeconds(1),
        1_000_000,
        100,
        Duration.ofNanos(50_000),
        true);
  }

  public LocalSettings {
    if (partitions < 1 || partitions > 1024) {
      throw new IllegalArgumentException(
          "partitions out of range: partitions=" + partitions + "; from 1 to 1024");
    }
    if (slots < 1 || slots > 256) {
      throw new IllegalArgumentException("slots out of range: slots=" + slots + "; from 1 to 256");
    }
  }

  public LocalSettings withPartitions(int count) {
    return new LocalSettings(
        count, slots, channels, snapshotInterval, epochInterval, lagRecords, yields, park, durable);
  }

  public LocalSettings withSlots(int count) {
    return new LocalSettings(
        partitions,
        count,
        channels,
        snapshotInterval,
        epochInterval,
        lagRecords,
        yields,
        park,
        durable);
  }

  public LocalSettings withChannels(ChannelSettings sizes) {
    return new LocalSettings(
        partitions,
        slots,
        sizes,
        snapshotInterval,
        epochInterval,
        lagRecords,
        yields,
        park,
        durable);
  }

  public LocalSettings withSnapshotInterval(Duration interval) {
    return new LocalSettings(
        partitions, slots, channels, interval, epochInterval, lagRecords, yields, park, durable);
  }

  /** Keeps nothing: for bounded jobs that can be run again. */
  public LocalSettings withoutDurability() {
    return new LocalSettings(
        partitions,
        slots,
        channels,
        snapshotInterval,
        epochInterval,
        lagRecords,
        yields,
        park,
        false);
  }
}
