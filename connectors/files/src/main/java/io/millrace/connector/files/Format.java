package io.millrace.connector.files;

import java.util.Locale;

/** What a line is. */
enum Format {
  /** One JSON value per line. */
  JSON,
  /** Comma-separated cells, RFC 4180. */
  CSV,
  /** The line itself is the value. */
  TEXT;

  static final String ENDINGS =
      ".jsonl, .ndjson, .json, .csv, .txt and .log, each also with .gz where it is read";

  /** The format that a file's name tells. */
  static Format ofFile(String name) {
    String plain = name.toLowerCase(Locale.ROOT);
    if (isGz(plain)) {
      plain = plain.substring(0, plain.length() - 3);
    }
    if (plain.endsWith(".jsonl") || plain.endsWith(".ndjson") || plain.endsWith(".json")) {
      return JSON;
    }
    if (plain.endsWith(".csv")) {
      return CSV;
    }
    if (plain.endsWith(".txt") || plain.endsWith(".log")) {
      return TEXT;
    }
    throw new IllegalArgumentException(
        "format unknown: file="
            + name
            + "; endings known are "
            + ENDINGS
            + "; rename it or say format=json, csv or text");
  }

  /** How names of files of this format end. */
  String ending() {
    return switch (this) {
      case JSON -> ".jsonl";
      case CSV -> ".csv";
      case TEXT -> ".txt";
    };
  }

  /** The format of an option's value. */
  static Format named(String option) {
    for (Format format : values()) {
      if (format.name().equalsIgnoreCase(option)) {
        return format;
      }
    }
    throw new IllegalArgumentException(
        "format unknown: format=" + option + "; known are json, csv, text");
  }

  static boolean isGz(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(".gz");
  }
}
