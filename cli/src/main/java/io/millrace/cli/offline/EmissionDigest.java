package io.millrace.cli.offline;

import io.millrace.functions.ByteOutput;
import io.millrace.functions.Codec;
import io.millrace.functions.Topic;
import io.millrace.runtime.codec.Codecs;
import io.millrace.runtime.state.Hash;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Sums up what each function emitted, in order. */
final class EmissionDigest implements Emission {
  private final Map<String, Long> digests = new LinkedHashMap<>();
  private final Map<Topic<?>, Codec<Object>> codecs = new HashMap<>();
  private final ByteOutput bytes = new ByteOutput(256);
  private long count;

  @Override
  @SuppressWarnings("unchecked")
  public void emitted(String function, Topic<?> topic, Object value, long eventTimeMs) {
    bytes.length(0);
    bytes.writeString(topic.name());
    bytes.writeLong(eventTimeMs);
    codecs
        .computeIfAbsent(
            topic,
            of ->
                (Codec<Object>) (of.codec().isPresent() ? of.codec().get() : Codecs.of(of.type())))
        .encode(value, bytes);
    long hash = Hash.of(bytes.array(), 0, bytes.length());
    digests.merge(function, hash, (before, one) -> 31 * before + one);
    count++;
  }

  long count() {
    return count;
  }

  /** The functions whose emissions differ from those of another fold. */
  Map<String, String> differences(EmissionDigest other) {
    Map<String, String> differing = new TreeMap<>();
    compare(this, other, differing);
    compare(other, this, differing);
    return differing;
  }

  private static void compare(
      EmissionDigest one, EmissionDigest other, Map<String, String> differing) {
    one.digests.forEach(
        (function, digest) -> {
          if (!digest.equals(other.digests.get(function))) {
            differing.put(function, "emitted");
          }
        });
  }
}
