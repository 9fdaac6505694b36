package io.millrace.functions;

import java.util.Map;
import java.util.Optional;

/** The settings that an application was started with ({@code --set name=value}). */
public interface Settings {

  /**
   * The value of a setting that the application cannot do without.
   *
   * @throws IllegalArgumentException if it was not given; says how to give it
   */
  default String setting(String name) {
    return optionalSetting(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "setting missing: name=" + name + "; start with --set " + name + "=VALUE"));
  }

  /** The value of a setting, or {@code otherwise}. */
  default String setting(String name, String otherwise) {
    return optionalSetting(name).orElse(otherwise);
  }

  /** The value of a setting, if it was given. */
  Optional<String> optionalSetting(String name);

  /** Settings from a map, which is copied. */
  static Settings of(Map<String, String> values) {
    Map<String, String> copy = Map.copyOf(values);
    return name -> Optional.ofNullable(copy.get(name));
  }
}
