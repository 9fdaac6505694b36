package io.millrace.runtime;

/** The engine's only source of time. */
public interface Clock {

  /** Milliseconds since 1970-01-01T00:00:00Z; may go back. */
  long nowMs();

  /** Nanoseconds since some moment; never goes back. For durations, never for data. */
  long nanoTime();
}
