package io.millrace.storage.mirror;

import java.io.IOException;
import java.net.URI;

/**
 * A kind of place that mirrors can be in, chosen by the scheme of a URI. Those of other modules are
 * services of {@link java.util.ServiceLoader}: cheap to make, since all are made to find one.
 */
public interface MirrorKind {

  /** The scheme of its URIs, as {@code file}. */
  String scheme();

  /** What to write after {@code --mirror}, for people. */
  String example();

  /**
   * The files at a URI; nothing is looked at yet.
   *
   * @throws IllegalArgumentException if the URI names no such place
   */
  MirrorFiles at(URI uri);

  /**
   * Makes the root of a mirror if it is not there, which nobody does later, and finds out whether a
   * mirror can be written there. May wait as long as the place takes.
   *
   * @return the URI by which all processes find it
   * @throws IllegalArgumentException if the URI names no such place
   * @throws IOException if it cannot be one now; says what to do
   */
  URI make(URI uri) throws IOException;
}
