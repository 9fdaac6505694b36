package io.millrace.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.connector.files.JsonValues;
import java.io.BufferedReader;
import java.io.IOException;

/** A stream of server-sent events whose data are JSON. Used by one thread, closed by any. */
final class ServerEvents implements AutoCloseable {
  private static final String EVENT = "event: ";
  private static final String DATA = "data: ";

  private final BufferedReader lines;

  /**
   * An event.
   *
   * @param name null for that of most events, a record
   */
  record Event(String name, JsonNode data) {}

  ServerEvents(BufferedReader lines) {
    this.lines = lines;
  }

  /** The next event, or null at the end. */
  Event next() throws IOException {
    String name = null;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(EVENT)) {
        name = line.substring(EVENT.length());
      } else if (line.startsWith(DATA)) {
        return new Event(name, JsonValues.mapper().readTree(line.substring(DATA.length())));
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
