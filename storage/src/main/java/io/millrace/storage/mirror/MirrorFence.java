package io.millrace.storage.mirror;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Says that whoever begins a term goes on from what is in the mirror: what owners of earlier terms
 * flush from here on does not count. Immutable; {@code docs/formats/mirror.md} describes it.
 *
 * @param term that begins
 * @param from the term of the manifest that it goes on from: those between do not count; {@link
 *     #UNKNOWN} while that is being looked for
 */
record MirrorFence(int term, int from) {
  static final int UNKNOWN = -1;

  private static final String FIRST_LINE = "millrace mirror fence, version 1";

  byte[] encode() {
    String text = FIRST_LINE + "\n" + (from == UNKNOWN ? "" : "from " + from + "\n");
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static MirrorFence decode(String name, int term, byte[] bytes) throws IOException {
    String[] lines = new String(bytes, StandardCharsets.US_ASCII).split("\n");
    if (!lines[0].equals(FIRST_LINE)) {
      throw new IOException(
          "mirror's fence is of another version: file="
              + name
              + ", it says '"
              + lines[0]
              + "'; this release reads '"
              + FIRST_LINE
              + "'");
    }
    try {
      return new MirrorFence(
          term,
          lines.length == 1 ? UNKNOWN : Integer.parseInt(lines[1].substring("from ".length())));
    } catch (RuntimeException e) {
      throw new IOException("mirror's fence is not understood: file=" + name, e);
    }
  }

  /** Whether the manifest of a term does not count: others went on from an earlier one. */
  boolean isPassedOver(int other) {
    return from != UNKNOWN && from < other && other < term;
  }
}
