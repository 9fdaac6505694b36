package io.millrace.runtime.codec;

import java.util.List;

/** A type has components that cannot be encoded; the message names the path of each. */
public final class UnsupportedTypeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String fault;
  private final String reason;

  UnsupportedTypeException(String type, String at, String reason) {
    this("type not supported: type=" + type + ", at=" + at, reason);
  }

  private UnsupportedTypeException(String fault, String reason) {
    super(fault + "; " + reason);
    this.fault = fault;
    this.reason = reason;
  }

  /** All of them in one; those that follow each other with the same reason share it. */
  static UnsupportedTypeException all(List<UnsupportedTypeException> faults) {
    if (faults.size() == 1) {
      return faults.get(0);
    }
    StringBuilder text = new StringBuilder();
    UnsupportedTypeException before = null;
    for (UnsupportedTypeException one : faults) {
      if (before != null) {
        text.append(before.reason.equals(one.reason) ? "; " : "; " + before.reason + "; ");
      }
      text.append(one.fault);
      before = one;
    }
    return new UnsupportedTypeException(text.toString(), before.reason);
  }
}
