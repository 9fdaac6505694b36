package io.millrace.runtime.codec;

/** The first byte of an encoded key. Part of the formats: never changed, only added to. */
final class KeyTag {
  static final int INTEGRAL = 1;
  static final int STRING = 2;
  static final int BOOLEAN = 3;
  static final int CHARACTER = 4;
  static final int BYTES = 5;
  static final int ENUM = 6;
  static final int INSTANT = 7;
  static final int UUID = 8;
  static final int DATE = 9;
  static final int DOUBLE = 10;

  /** A list, or the components of a record. */
  static final int SEQUENCE = 11;

  private KeyTag() {}
}
