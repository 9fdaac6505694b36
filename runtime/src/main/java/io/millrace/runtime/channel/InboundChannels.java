package io.millrace.runtime.channel;

import io.millrace.functions.ByteInput;
import io.millrace.functions.ByteOutput;
import java.util.Arrays;

/** The receiving ends of one partition, by origin. Open addressing, never shrinks. */
public final class InboundChannels {
  private InboundChannel[] slots = new InboundChannel[16];
  private InboundChannel[] ordered = new InboundChannel[8];
  private int size;

  /** The channel of an origin, made at first use. */
  public InboundChannel channel(long origin) {
    int at = slotOf(origin, slots);
    InboundChannel channel = slots[at];
    if (channel == null) {
      channel = new InboundChannel(origin);
      slots[at] = channel;
      if (size == ordered.length) {
        ordered = Arrays.copyOf(ordered, size * 2);
      }
      ordered[size++] = channel;
      if (size * 2 > slots.length) {
        rehash();
      }
    }
    return channel;
  }

  private static int slotOf(long origin, InboundChannel[] slots) {
    long mixed = origin * 0x9E3779B97F4A7C15L;
    int at = (int) (mixed >>> 32) & slots.length - 1;
    while (slots[at] != null && slots[at].origin() != origin) {
      at = at + 1 & slots.length - 1;
    }
    return at;
  }

  private void rehash() {
    InboundChannel[] larger = new InboundChannel[slots.length * 2];
    for (int i = 0; i < size; i++) {
      larger[slotOf(ordered[i].origin(), larger)] = ordered[i];
    }
    slots = larger;
  }

  /** How many there are. */
  public int size() {
    return size;
  }

  /** The {@code i}th, in the order of first use. */
  public InboundChannel get(int i) {
    return ordered[i];
  }

  /** Writes how far each channel is folded. */
  public void save(ByteOutput out) {
    out.writeInt(size);
    for (int i = 0; i < size; i++) {
      out.writeLong(ordered[i].origin());
      out.writeLong(ordered[i].foldedNext());
      out.writeLong(ordered[i].foldedPosition());
    }
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @param epoch in which the last of it was folded: acks name no earlier one
   */
  public void load(ByteInput in, long epoch) {
    for (int left = in.readInt(); left > 0; left--) {
      InboundChannel channel = channel(in.readLong());
      channel.restored(in.readLong(), in.readLong(), epoch);
    }
  }
}
