package io.millrace.cli.run;

import io.millrace.cli.WrongUsageException;

/**
 * Where the HTTP API listens on the loopback interface.
 *
 * @param number 0 for any free port, negative for none at all
 * @param chosen whether the user asked for this very port: then another one will not do
 */
public record ApiPort(int number, boolean chosen) {
  /** The port that clients ask if they are told nothing else. */
  public static final int USUAL = 7171;

  /** The usual port, or any free one if that is taken. */
  public static final ApiPort DEFAULT = new ApiPort(USUAL, false);

  /** No API. */
  public static final ApiPort OFF = new ApiPort(-1, true);

  /** Reads a port, {@code 0} for any, or {@code off}; null is the default. */
  public static ApiPort parse(String text) {
    if (text == null) {
      return DEFAULT;
    }
    if (text.equals("off")) {
      return OFF;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= 0 && number <= 65535) {
        return new ApiPort(number, true);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new WrongUsageException(
        "port out of range: port=" + text + "; from 1 to 65535, 0 for any free one, or off");
  }

  public boolean isOff() {
    return number < 0;
  }
}
