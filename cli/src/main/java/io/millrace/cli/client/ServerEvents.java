package io.millrace.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.connector.files.JsonValues;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A stream of server-sent events whose data are JSON. Used by one thread, closed by any. */
final class ServerEvents implements AutoCloseable {
  private static final String EVENT = "event: ";
  private static final String DATA = "data: ";

  private final InputStream stream;
  private final BufferedReader lines;

  /**
   * An event.
   *
   * @param name null for that of most events, a record
   */
  record Event(String name, JsonNode data) {}

  ServerEvents(InputStream stream) {
    this.stream = stream;
    this.lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
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

  /** Not the reader: it would wait for whoever reads, who waits for the next event. */
  @Override
  public void close() throws IOException {
    stream.close();
  }
}
