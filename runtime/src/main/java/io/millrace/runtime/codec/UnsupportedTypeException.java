package io.millrace.runtime.codec;

/** A type has a component that cannot be encoded; the message names its path. */
public final class UnsupportedTypeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  UnsupportedTypeException(String type, String at, String reason) {
    super("type not supported: type=" + type + ", at=" + at + "; " + reason);
  }
}
