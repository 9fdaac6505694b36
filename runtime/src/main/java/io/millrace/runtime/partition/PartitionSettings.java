package io.millrace.runtime.partition;

import io.millrace.runtime.channel.ChannelSettings;
import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.frame.Origin;

/**
 * What a partition is told when it is made.
 *
 * @param application the application's number, in every frame
 * @param partition which partition it is, from 0
 * @param partitions how many there are
 * @param term the owner's term
 * @param generation which life of the journals
 * @param codeVersion the number of the code that runs
 * @param channels sizes of frames, windows and records
 * @param watermarkIntervalNs how often a changed watermark is worth a frame of its own
 * @param lingerNs how long a record waits in an open frame while there is more to do
 * @param snapshotsKept how many snapshots are kept
 * @param durable whether the journal is kept; if not, what is folded and read is dropped
 */
public record PartitionSettings(
    long application,
    int partition,
    int partitions,
    int term,
    int generation,
    int codeVersion,
    ChannelSettings channels,
    long watermarkIntervalNs,
    long lingerNs,
    int snapshotsKept,
    boolean durable) {

  /** Settings with the usual sizes and times. */
  public static PartitionSettings of(
      long application, int partition, int partitions, int term, int generation, int codeVersion) {
    return new PartitionSettings(
        application,
        partition,
        partitions,
        term,
        generation,
        codeVersion,
        ChannelSettings.DEFAULT,
        50_000_000L,
        1_000_000L,
        2,
        true);
  }

  /** These settings with other sizes. */
  public PartitionSettings withChannels(ChannelSettings sizes) {
    return new PartitionSettings(
        application,
        partition,
        partitions,
        term,
        generation,
        codeVersion,
        sizes,
        watermarkIntervalNs,
        lingerNs,
        snapshotsKept,
        durable);
  }

  /** These settings for an application whose journal is not kept. */
  public PartitionSettings withoutDurability() {
    return new PartitionSettings(
        application,
        partition,
        partitions,
        term,
        generation,
        codeVersion,
        channels,
        watermarkIntervalNs,
        lingerNs,
        snapshotsKept,
        false);
  }

  /** What stands in all frames that the partition sends. */
  public FrameStamp stamp() {
    return new FrameStamp(
        application, Origin.ofPartition(partition), term, generation, codeVersion);
  }
}
