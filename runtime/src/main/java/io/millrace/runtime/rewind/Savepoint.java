package io.millrace.runtime.rewind;

import java.util.regex.Pattern;

/**
 * An epoch with a name, to which the application can be rewound as long as the savepoint is there.
 *
 * @param name begins with a letter, so that it is never taken for an epoch or a time
 * @param epoch which
 * @param atMs when it was made, since 1970
 */
public record Savepoint(String name, long epoch, long atMs) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,99}");

  /** Whether a savepoint may be called so. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }
}
