package io.millrace.runtime.codec;

import java.util.HashMap;
import java.util.Map;

/** What a value is; decides its layout (docs/formats/values.md). */
enum Kind {
  BOOLEAN("boolean", false),
  BYTE("byte", false),
  SHORT("short", false),
  CHAR("char", false),
  INT("int", false),
  LONG("long", false),
  FLOAT("float", false),
  DOUBLE("double", false),
  INSTANT("instant", false),
  DURATION("duration", false),
  DATE("date", false),
  DATE_TIME("datetime", false),
  UUID("uuid", false),
  STRING("string", true),
  BYTES("bytes", true),
  DECIMAL("decimal", true),
  BIG_INTEGER("bigint", true),
  OPTIONAL("optional", true),
  LIST("list", true),
  SET("set", true),
  MAP("map", true),
  ENUM("enum", true),
  RECORD("record", false),
  SEALED("sealed", true);

  private static final Map<String, Kind> BY_TEXT = new HashMap<>();

  static {
    for (Kind kind : values()) {
      BY_TEXT.put(kind.text, kind);
    }
  }

  /** The word in schema texts and messages. */
  final String text;

  /** Whether the layout has a mark for null of its own; the others get a presence byte. */
  final boolean marksNull;

  Kind(String text, boolean marksNull) {
    this.text = text;
    this.marksNull = marksNull;
  }

  /** The kind called {@code text} in schema texts, or null. */
  static Kind ofText(String text) {
    return BY_TEXT.get(text);
  }

  /** How many type arguments follow in angle brackets. */
  int arguments() {
    return switch (this) {
      case OPTIONAL, LIST, SET -> 1;
      case MAP -> 2;
      default -> 0;
    };
  }

  /** Whether the node has a {@link Definition}. */
  boolean isNamed() {
    return this == RECORD || this == ENUM || this == SEALED;
  }

  boolean isPrimitive() {
    return compareTo(DOUBLE) <= 0;
  }

  boolean isIntegral() {
    return this == BYTE || this == SHORT || this == INT || this == LONG;
  }
}
