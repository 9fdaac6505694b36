package io.millrace.functions.pattern;

/**
 * A record of the tests.
 *
 * @param name a letter, perhaps with a number, such as b1
 */
record Letter(String name, long timeMs) {
  char kind() {
    return name.charAt(0);
  }
}
