package io.millrace.cli.text;

/** How text stands out on a terminal. */
public enum Style {
  ERROR("\u001b[31m"),
  WARNING("\u001b[33m"),
  GOOD("\u001b[32m"),
  HEADING("\u001b[1m"),
  FAINT("\u001b[2m");

  /** Ends every style. */
  static final String OFF = "\u001b[0m";

  private final String on;

  Style(String on) {
    this.on = on;
  }

  String on() {
    return on;
  }
}
