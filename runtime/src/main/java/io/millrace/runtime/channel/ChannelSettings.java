package io.millrace.runtime.channel;

/**
 * Sizes of channels.
 *
 * @param frameBytes a frame is closed when it reaches this
 * @param windowBytes no more records are taken from the origin while this much is not acked
 * @param recordBytes the largest record
 */
public record ChannelSettings(int frameBytes, int windowBytes, int recordBytes) {

  /** Frames of 16 KiB, windows of 128 KiB, records of up to 1 MiB. */
  public static final ChannelSettings DEFAULT = new ChannelSettings(16 << 10, 128 << 10, 1 << 20);

  public ChannelSettings {
    if (frameBytes < 256 || windowBytes < frameBytes || recordBytes < 1) {
      throw new IllegalArgumentException(
          "channel settings out of range: frameBytes="
              + frameBytes
              + ", windowBytes="
              + windowBytes
              + ", recordBytes="
              + recordBytes
              + "; 256 <= frameBytes <= windowBytes");
    }
  }
}
