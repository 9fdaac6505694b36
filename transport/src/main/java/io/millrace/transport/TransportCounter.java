package io.millrace.transport;

import java.util.Locale;

/** Everything that a worker's transport counts. */
public enum TransportCounter {
  CONNECTIONS("connections with a peer established"),
  CONNECTIONS_LOST("connections lost"),
  HANDSHAKES_TIMED_OUT("connections that were begun and not established in time"),
  FRAMES_IN("frames handed over"),
  BYTES_IN("bytes of frames handed over"),
  CONTROL_IN("control messages handed over"),
  DROPPED("frames dropped because their receiver had no room: their channels repeat them"),
  UNROUTED("frames dropped because this worker does not run what they are for"),
  REFUSED_SECRET("peers refused because they do not know the cluster secret"),
  REFUSED_SETTINGS("peers refused because of their version, name or encryption"),
  REFUSED_STALE("peers refused because a later life or a later attempt of theirs is known"),
  REFUSED_STRANGER("streams refused because they did not begin with a greeting, or said nothing"),
  REFUSED_TAMPERED("messages refused because their seal does not fit"),
  REFUSED_REPLAYED("messages refused because they came before"),
  REFUSED_OVERSIZED("messages refused because they are larger than the settings allow"),
  REFUSED_MALFORMED("messages refused because they are cut short or no frames"),
  DRIVER_ERRORS("errors of the media driver");

  private final String description;

  TransportCounter(String description) {
    this.description = description;
  }

  /** What is counted, for people. */
  public String description() {
    return description;
  }

  /** The name in metrics and JSON: {@code frames_in}. */
  public String metricName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
