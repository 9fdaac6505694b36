package io.millrace.cli.samples;

import java.util.Locale;
import java.util.function.Function;

/** A plain function. */
public final class Shout implements Function<String, String> {
  @Override
  public String apply(String text) {
    return text.toUpperCase(Locale.ROOT);
  }
}
