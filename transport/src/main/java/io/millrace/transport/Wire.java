package io.millrace.transport;

/** Numbers of the wire format; see {@code docs/formats/transport.md}. */
final class Wire {
  static final int VERSION = 1;
  static final int STREAM = 1;

  static final int HELLO = 1;
  static final int ANSWER = 2;
  static final int PROOF = 3;
  static final int FRAME = 4;
  static final int CONTROL = 5;
  static final int GOODBYE = 6;

  static final int VERSION_AT = 0;
  static final int KIND_AT = 1;
  static final int FLAGS_AT = 2;
  static final int LANE_AT = 4;
  static final int COUNTER_AT = 8;

  /** Bytes in front of the content of FRAME, CONTROL and GOODBYE. */
  static final int HEADER = 16;

  /** Bytes by which a seal is longer than what it seals. */
  static final int SEAL = 16;

  /** Without encryption the seal is a token of so many bytes, and a checksum of 4. */
  static final int TOKEN = 12;

  static final int FIRST_PART = 1;
  static final int LAST_PART = 2;

  /** A frame larger than this travels in several messages. */
  static final int PART = 64 << 10;

  static final int LARGEST_MESSAGE = HEADER + SEAL + PART;

  /** The transport's own; it carries the goodbye. */
  static final int OWN_LANE = 0;

  /** Senders per peer and direction; far more than threads. */
  static final int LANES = 1024;

  static final int NONCE = 32;
  static final int CODE = 32;
  static final int NAME = 100;

  /** No message of a handshake is larger. */
  static final int LARGEST_GREETING = 1024;

  private Wire() {}
}
