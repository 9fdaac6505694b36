package io.millrace.transport;

import java.util.Arrays;

/** What is known of one lane of a peer: its seal, and the parts of a large frame so far. */
final class InboundLane {
  private final LaneSeal seal;
  private final int largest;
  private byte[] whole = new byte[0];
  private int wholeLength = -1;
  private long lastPart;

  InboundLane(LaneSeal seal, int largest) {
    this.seal = seal;
    this.largest = largest;
  }

  /** See {@link LaneSeal#open}. */
  int open(byte[] message, int length, byte[] content) {
    return seal.open(message, length, content);
  }

  /** Adds a part that was just opened; false if it does not belong to what there is. */
  boolean add(int flags, byte[] part, int length) {
    long number = seal.counter();
    if ((flags & Wire.FIRST_PART) != 0) {
      wholeLength = 0;
    } else if (number != lastPart + 1) {
      wholeLength = -1;
    }
    lastPart = number;
    if (wholeLength < 0) {
      return false;
    }
    if (length > largest - wholeLength) {
      wholeLength = -1;
      return false;
    }
    if (wholeLength + length > whole.length) {
      whole = Arrays.copyOf(whole, Math.min(largest, 2 * (wholeLength + length)));
    }
    System.arraycopy(part, 0, whole, wholeLength, length);
    wholeLength += length;
    return true;
  }

  byte[] whole() {
    return whole;
  }

  int wholeLength() {
    return wholeLength;
  }
}
