package io.millrace.functions.connect;

import java.net.URI;
import java.util.Map;
import java.util.Set;

/**
 * Makes sources and sinks from addresses such as {@code file:claims.jsonl}, for bindings on the
 * command line. Found with {@link java.util.ServiceLoader}.
 */
public interface Connector {

  /** The schemes it answers for, without colon: {@code file}. */
  Set<String> schemes();

  /**
   * A source for an address.
   *
   * @param options what followed the address as {@code ?name=value&...}
   * @throws IllegalArgumentException if the address or an option makes no sense; names it
   */
  <T> Source<T> source(URI address, Map<String, String> options);

  /** A sink for an address. */
  <T> Sink<T> sink(URI address, Map<String, String> options);
}
