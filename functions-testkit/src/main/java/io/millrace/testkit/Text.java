package io.millrace.testkit;

import java.util.Arrays;

/** Values for people. */
final class Text {
  private static final int LONGEST = 200;

  private Text() {}

  static String of(Object value) {
    String text = value instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(value);
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }
}
