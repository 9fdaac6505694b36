package io.millrace.cluster.control;

/**
 * Checks of lengths that a decoder would believe. What lies behind the end of the bytes is found by
 * the buffer itself.
 *
 * @param capacity length of the whole message
 */
record WireBounds(int capacity) {

  /** The fixed part of a message, or of an entry of a group. */
  void block(int length, int expected) {
    if (length != expected) {
      throw new ControlMessageException(
          "control message with an odd block: length=" + length + "; expected " + expected);
    }
  }

  /** Text or bytes, before they are read: the decoder takes memory for them first. */
  void data(int length) {
    if (length < 0 || length > capacity) {
      throw new ControlMessageException(
          "control message with too long a value: length="
              + Integer.toUnsignedString(length)
              + "; the message has "
              + capacity);
    }
  }

  /** The end of what was read. */
  void end(int limit) {
    if (limit != capacity) {
      throw new ControlMessageException(
          "control message of another length: length=" + capacity + "; read " + limit);
    }
  }
}
