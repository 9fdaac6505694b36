package io.millrace.cli;

import io.millrace.cli.client.ApiClient;
import java.util.List;
import java.util.Map;

/** A path with parameters. */
final class Query {
  private final StringBuilder text;
  private char separator = '?';

  Query(String path) {
    text = new StringBuilder(path);
  }

  /** Adds a parameter unless its value is null. */
  Query with(String name, Object value) {
    if (value != null) {
      text.append(separator).append(name).append('=').append(ApiClient.encoded(value.toString()));
      separator = '&';
    }
    return this;
  }

  /** Adds a parameter once for each entry, as {@code key=value}. */
  Query withAll(String name, Map<String, String> entries) {
    entries.forEach((key, value) -> with(name, key + "=" + value));
    return this;
  }

  /** Adds a parameter once for each value. */
  Query withEach(String name, List<String> values) {
    values.forEach(value -> with(name, value));
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
